using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>IPv4 addresses as numbers, for ranges of them.</summary>
internal static class IPv4Number
{
    public static uint Of(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    /// <summary>The first and last address of <c>192.168.0.0/16</c> or of a single one; null when it is neither.</summary>
    public static (IPAddress First, IPAddress Last)? RangeOf(string text)
    {
        var cut = text.IndexOf('/', StringComparison.Ordinal);
        var length = 32;
        if (!IPAddress.TryParse(cut < 0 ? text : text[..cut], out var address) || address.AddressFamily != AddressFamily.InterNetwork) return null;
        if (cut >= 0 && (!int.TryParse(text.AsSpan(cut + 1), out length) || length is < 0 or > 32)) return null;
        var hosts = length == 0 ? uint.MaxValue : (uint)((1L << (32 - length)) - 1);
        var first = Of(address) & ~hosts;
        return (At(first), At(first | hosts));
    }

    private static IPAddress At(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
