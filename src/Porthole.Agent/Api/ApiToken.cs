using System.Security.Cryptography;
using System.Text;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.Api;

/// <summary>The bearer token (RFC 6750) that every write needs: who can read the file in the state folder may change what the agent does.</summary>
internal sealed class ApiToken
{
    private const string Scheme = "Bearer ";
    private const int Bits = 256;

    // Hashes are compared, so that neither content nor length shows in the time it takes.
    private readonly byte[] _hash;

    private ApiToken(string text) => (Text, _hash) = (text, Hash(text));

    /// <summary>The token itself, for a page that has proved that its owner opened it.</summary>
    public string Text { get; }

    /// <summary>The token of the state folder; made when there is none, or one that others could have read. A token that lasts keeps an open dashboard signed in over a restart.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static ApiToken Prepare(StateFolder folder)
    {
        if (Read(folder) is { } known && PrivateFile.IsPrivate(folder.TokenFile)) return new ApiToken(known);
        var token = NewText();
        PrivateFile.Write(folder.TokenFile, token);
        return new ApiToken(token);
    }

    /// <summary>A token that nobody knows: every write is refused.</summary>
    public static ApiToken Unknown() => new(NewText());

    /// <summary>The token as a command needs it; null when there is none, this user may not read it, or it is none.</summary>
    public static string? Read(StateFolder folder)
    {
        try
        {
            return File.ReadAllText(folder.TokenFile).Trim() is { Length: Bits / 4 } text && text.All(char.IsAsciiHexDigitLower) ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether an Authorization header carries the token.</summary>
    public bool IsIn(string? authorization) =>
        authorization is not null
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..].Trim()), _hash);

    private static string NewText() => RandomNumberGenerator.GetHexString(Bits / 4, lowercase: true);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
