using System.Collections.Immutable;
using System.Text;

namespace Porthole.PortMapping.Upnp.Ssdp;

/// <summary>The M-SEARCH packets of a search (UPnP Device Architecture 1.1, 1.3.2).</summary>
internal static class SsdpSearch
{
    private const string Gateway1 = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";
    private const string Gateway2 = "urn:schemas-upnp-org:device:InternetGatewayDevice:2";
    private const string IpConnection1 = "urn:schemas-upnp-org:service:WANIPConnection:1";
    private const string IpConnection2 = "urn:schemas-upnp-org:service:WANIPConnection:2";
    private const string PppConnection1 = "urn:schemas-upnp-org:service:WANPPPConnection:1";
    private const string RootDevice = "upnp:rootdevice";
    private const string Everything = "ssdp:all";

    // The first attempt asks once each way: version 2 devices must answer for version 1 as well (1.3.2), and some
    // routers choke on several searches at a time (go-libp2p searches one target after the other for that reason).
    // What a router may miss comes with the resendings. ssdp:all comes last: some answer it with their first
    // descriptor only, which is another device (Sagemcom, Mono.Nat#17).
    private static readonly ImmutableArray<ImmutableArray<string>> Targets =
    [
        [Gateway1],
        [Gateway1, Gateway2],
        [Gateway1, IpConnection1, RootDevice],
        [Gateway2, IpConnection1, IpConnection2, PppConnection1],
        [Gateway1, RootDevice, Everything],
    ];

    /// <summary>The packets for one attempt, each sent to the gateway and to the group.</summary>
    public static IEnumerable<byte[]> Packets(int attempt, string host)
    {
        var targets = Targets[Math.Min(attempt, Targets.Length - 1)];

        // MX is the longest random wait before an answer: short at first for a fast start, longer when all is asked for.
        var wait = attempt < Targets.Length - 1 ? 1 : 2;
        return targets.Select(target => Packet(target, host, wait));
    }

    /// <summary>One packet; MX goes with unicast too, where version 1.1 drops it, since 1.0 devices ignore a search without it.</summary>
    private static byte[] Packet(string target, string host, int wait) => Encoding.ASCII.GetBytes(
        $"M-SEARCH * HTTP/1.1\r\nHOST: {host}\r\nMAN: \"ssdp:discover\"\r\nMX: {wait}\r\nST: {target}\r\n\r\n");
}
