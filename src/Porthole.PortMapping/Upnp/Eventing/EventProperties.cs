using System.Globalization;
using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Upnp.Eventing;

/// <summary>The state variables in one event message (UPnP Device Architecture 1.1, 4.3) that say something about mappings; null for those not in it.</summary>
internal sealed record EventProperties(string? ExternalAddress, string? ConnectionStatus, int? MappingCount)
{
    // A service with more state variables than any; WANIPConnection has two dozen.
    private const int MostVariables = 128;

    public static EventProperties Parse(ReadOnlySpan<byte> body)
    {
        string? address = null;
        string? status = null;
        int? count = null;
        var scanner = new XmlScanner(body);
        for (var leaves = 0; leaves < MostVariables && scanner.Read();)
        {
            leaves += scanner.Leaf.IsEmpty ? 0 : 1;
            if (XmlScanner.Same(scanner.Leaf, "ExternalIPAddress"u8))
            {
                address = scanner.Text.Decode();
            }
            else if (XmlScanner.Same(scanner.Leaf, "ConnectionStatus"u8))
            {
                status = scanner.Text.Decode();
            }
            else if (XmlScanner.Same(scanner.Leaf, "PortMappingNumberOfEntries"u8))
            {
                count = int.TryParse(scanner.Text.Decode(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            }
        }

        return new EventProperties(address, status, count);
    }
}
