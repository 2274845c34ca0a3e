using System.Security.Cryptography;

namespace Porthole.Agent.Hosting;

/// <summary>
/// Four hexadecimal digits that stand in every mapping's description, so that an agent knows its own leftovers from
/// those of another Porthole on the same LAN. Made once, kept in the state folder.
/// </summary>
internal static class InstanceTag
{
    private const int Digits = 4;

    public static string For(StateFolder folder)
    {
        var file = Path.Combine(folder.Path, "instance");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: Digits } known && known.All(char.IsAsciiHexDigitLower)) return known;
        var tag = RandomNumberGenerator.GetHexString(Digits, lowercase: true);
        AtomicFile.Write(file, tag);
        return tag;
    }
}
