using System.Security.Cryptography;
using System.Text;

namespace Porthole.Agent.Api;

/// <summary>
/// Codes that sign a browser in: a browser gets its address as a process argument, which every user of this PC can read, and
/// keeps it in its history. So the address carries a code, good for one exchange within a minute, and never the token.
/// </summary>
internal sealed class SignInCodes(TimeProvider time)
{
    /// <summary>A browser that has to be started first on a slow PC takes half of this.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Nobody opens more windows in a minute; the oldest gives way.</summary>
    private const int MostOpen = 8;

    private const int Bits = 128;

    private readonly Lock _gate = new();
    private readonly List<(byte[] Hash, long Issued)> _open = [];

    /// <summary>A new code, random, in hexadecimal digits.</summary>
    public string Issue()
    {
        var code = RandomNumberGenerator.GetHexString(Bits / 4, lowercase: true);
        lock (_gate)
        {
            RemoveExpired();
            if (_open.Count == MostOpen) _open.RemoveAt(0);
            _open.Add((Hash(code), time.GetTimestamp()));
        }

        return code;
    }

    /// <summary>Uses a code up; false when it is unknown, expired or was used before, which nobody who asks can tell apart.</summary>
    public bool TryUse(string code)
    {
        var hash = Hash(code);
        lock (_gate)
        {
            RemoveExpired();
            return _open.RemoveAll(entry => CryptographicOperations.FixedTimeEquals(entry.Hash, hash)) > 0;
        }
    }

    // By the steady clock: one that is set back must not make a code live longer.
    private void RemoveExpired() => _open.RemoveAll(entry => time.GetElapsedTime(entry.Issued) >= Lifetime);

    // Hashes are compared, so that neither content nor length shows in the time it takes.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
