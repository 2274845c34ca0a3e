using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Upnp.Soap;

/// <summary>
/// The order of input arguments that a service description (SCPD) names. The standard's own order is sent by default;
/// a few routers describe another one and answer anything else with 402 (sbstp/rust-igd#48).
/// </summary>
internal static class ArgumentOrder
{
    // The actions asked for have at most nine input arguments.
    private const int MostArguments = 32;

    // A description of WANIPConnection:2 has some 400 leaves.
    private const int MostLeaves = 4096;

    /// <summary>Reads the input arguments of one action; empty when the document does not describe it.</summary>
    public static IReadOnlyList<string> Parse(ReadOnlySpan<byte> scpd, string action)
    {
        var names = new List<string>();
        var isWanted = false;
        var inArgument = false;
        var name = "";
        var scanner = new XmlScanner(scpd);
        for (var leaves = 0; leaves < MostLeaves && scanner.Read() && names.Count < MostArguments;)
        {
            leaves += scanner.Leaf.IsEmpty ? 0 : 1;
            if (XmlScanner.Same(scanner.Name, "argument"u8))
            {
                inArgument = scanner.IsStart;
                name = "";
            }
            else if (XmlScanner.Same(scanner.Leaf, "name"u8) && inArgument)
            {
                name = isWanted ? scanner.Text.Decode() : "";
            }
            else if (XmlScanner.Same(scanner.Leaf, "name"u8))
            {
                isWanted = names.Count == 0 && scanner.Text.Decode().Equals(action, StringComparison.OrdinalIgnoreCase);
            }
            else if (XmlScanner.Same(scanner.Leaf, "direction"u8) && name.Length > 0 && scanner.Text.Decode().Equals("in", StringComparison.OrdinalIgnoreCase))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>Puts the arguments into an order; those that it does not name keep theirs, at the end.</summary>
    public static IReadOnlyList<SoapArgument> Apply(IReadOnlyList<string> order, IReadOnlyList<SoapArgument> arguments)
    {
        int Rank(SoapArgument argument)
        {
            for (var i = 0; i < order.Count; i++)
            {
                if (order[i].Equals(argument.Name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }

            return order.Count;
        }

        return [.. arguments.OrderBy(Rank)];
    }
}
