using System.Net;
using System.Text;
using Porthole.Agent.Devices.Discovery.Searching;

namespace Porthole.Agent.Devices.Discovery.Ssdp;

/// <summary>UPnP's search (UPnP Device Architecture 1.1, 1.3). Everything answers to it; what is a camera is told by the description.</summary>
internal sealed class SsdpProtocol : ISearchProtocol
{
    /// <summary>More headers are no answer to a search.</summary>
    private const int MostLines = 64;

    private const int LongestUrl = 256;

    public Evidence Evidence => Evidence.Ssdp;

    public IPAddress Group { get; } = new([239, 255, 255, 250]);

    public bool Broadcasts => false;

    public bool AnswersToAll => false;

    public int PortIn(DiscoveryPorts ports) => ports.Ssdp;

    public IReadOnlyList<byte[]> Questions() =>
        [Encoding.ASCII.GetBytes("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n")];

    public IReadOnlyList<Sighting> Read(ReadOnlyMemory<byte> datagram, IPAddress from)
    {
        var lines = Encoding.UTF8.GetString(datagram.Span).Split('\n', MostLines);
        if (!lines[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !lines[0].Contains(" 200", StringComparison.Ordinal)) return [];
        return Header(lines, "LOCATION") is { Length: <= LongestUrl } location && Uri.TryCreate(location, UriKind.Absolute, out var url)
            && url.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(url.Host, out var host) && host.Equals(from)
            ? [new Sighting { Evidence = Evidence.Ssdp, Address = from, Description = url }]
            : [];
    }

    private static string? Header(string[] lines, string name)
    {
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) return line[(colon + 1)..].Trim();
        }

        return null;
    }
}
