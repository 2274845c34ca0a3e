using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Agent.Settings;

/// <summary>Reads what an owner writes for an address or a network.</summary>
internal static class NetworkText
{
    /// <summary>Reads "203.0.113.7", "203.0.113.0/24" and their IPv6 forms; host bits beyond the prefix are cut off, as people expect.</summary>
    public static bool TryParse(string? text, out IPNetwork network)
    {
        network = default;
        if (string.IsNullOrWhiteSpace(text)) return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? text : text[..slash], out var address)) return false;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), out prefix) || prefix < 0 || prefix > bits)) return false;
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bits; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        network = new IPNetwork(new IPAddress(bytes), prefix);
        return true;
    }

    /// <summary>
    /// Reads an address, but none of the old forms that <see cref="IPAddress"/> would take for one: short ("192.168.1"), hexadecimal,
    /// or with leading zeros. A recorder shows "192.168.001.064", which would be read as octal: another host, 192.168.1.52 (RFC 6943, section 3.1.1).
    /// </summary>
    public static bool TryParseAddress(string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text is null || !IPAddress.TryParse(text.Trim(), out var parsed)) return false;
        if (parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() != text.Trim()) return false;
        address = parsed;
        return true;
    }

    /// <summary>An IPv4 address without the zeros that its numbers begin with; null when there are none, or it is no address.</summary>
    public static string? WithoutLeadingZeros(string text)
    {
        var plain = string.Join('.', text.Trim().Split('.').Select(part => part.Length > 1 && part.All(char.IsAsciiDigit) ? part.TrimStart('0').PadLeft(1, '0') : part));
        return plain != text.Trim() && TryParseAddress(plain, out _) ? plain : null;
    }
}
