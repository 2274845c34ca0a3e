using System.Text;

namespace Porthole.Tray.Feed;

/// <summary>The bearer token that lets this user change what the agent does.</summary>
internal static class AgentToken
{
    /// <summary>The token; null when there is none, this user may not read it, or it is not a token (RFC 6750, section 2.1).</summary>
    public static string? Read(StateFolder folder)
    {
        if (SmallFile.Read(folder.TokenFile) is not { } content) return null;
        var token = Encoding.UTF8.GetString(content).Trim();

        // Anything else would end the header line or smuggle in another header.
        return token.Length > 0 && IsToken(token) ? token : null;
    }

    private static bool IsToken(string text)
    {
        foreach (var character in text)
        {
            if (!IsTokenCharacter(character)) return false;
        }

        return true;
    }

    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || "-._~+/=".Contains(character);
}
