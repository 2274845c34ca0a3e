using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>Reads one table entry out of an answer's values.</summary>
internal static class EntryParser
{
    /// <summary>Builds an entry; null when it names no ports that exist, or a host that cannot be one (65535 on 255.255.255.255, Open.NAT#39).</summary>
    /// <param name="value">Gives a value by its name; empty for none.</param>
    /// <param name="transport">The transport where it is known from the question.</param>
    /// <param name="externalPort">The external port where it is known from the question.</param>
    public static TableEntry? Parse(Func<string, string> value, Transport? transport = null, ushort? externalPort = null)
    {
        transport ??= value("NewProtocol").ToUpperInvariant() switch { "TCP" => Transport.Tcp, "UDP" => Transport.Udp, _ => null };
        externalPort ??= Port(value("NewExternalPort"));
        var internalAddress = Address(value("NewInternalClient"));
        if (transport is null || externalPort is null || Port(value("NewInternalPort")) is not { } internalPort
            || IPAddress.Broadcast.Equals(internalAddress))
        {
            return null;
        }

        return new TableEntry
        {
            Transport = transport.Value,
            ExternalPort = externalPort.Value,
            InternalAddress = internalAddress,
            InternalPort = internalPort,
            Enabled = value("NewEnabled").ToUpperInvariant() is not ("0" or "FALSE" or "NO"),
            Description = Either(value("NewPortMappingDescription"), value("NewDescription")),
            LeaseLeft = Lease(Either(value("NewLeaseDuration"), value("NewLeaseTime"))),
            RemoteHost = RemoteHost(value("NewRemoteHost")),
        };
    }

    /// <summary>An answer to a call and a row of a listing name two values differently.</summary>
    private static string Either(string called, string listed) => called.Length > 0 ? called : listed;

    private static ushort? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>Empty and host names occur; neither is an address.</summary>
    private static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork ? address : null;

    /// <summary>0 is permanent; a lease that has run out (miniupnp#463) is reported as 0 or below too.</summary>
    private static TimeSpan? Lease(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>Every host is written as empty, <c>*</c> or 0.0.0.0.</summary>
    private static string RemoteHost(string text) => text is "*" or "0.0.0.0" ? "" : text;
}
