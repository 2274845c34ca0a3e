using System.Text;
using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>Reads the document inside an answer to GetListOfPortMappings (WANIPConnection:2, 2.3.28 and its schema).</summary>
internal static class PortListing
{
    /// <summary>Reads the entries; null when it is no listing.</summary>
    public static IReadOnlyList<TableEntry>? Parse(ReadOnlySpan<byte> document)
    {
        var entries = new List<TableEntry>();
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var isListing = false;
        var leaves = 0;
        var scanner = new XmlScanner(document);
        while (scanner.Read() && entries.Count < TableReader.MostEntries)
        {
            isListing |= XmlScanner.Same(scanner.Name, "PortMappingList"u8);
            if (XmlScanner.Same(scanner.Name, "PortMappingEntry"u8))
            {
                if (!scanner.IsStart && EntryParser.Parse(name => values.GetValueOrDefault(name, "")) is { } entry)
                {
                    entries.Add(entry);
                }

                values.Clear();
                leaves = 0;
            }
            else if (!scanner.Leaf.IsEmpty && ++leaves <= TableReader.MostValues)
            {
                values.TryAdd(Encoding.Latin1.GetString(scanner.Leaf), scanner.Text.Decode());
            }
        }

        return isListing ? entries : null;
    }
}
