using System.Text;
using System.Xml;

namespace Porthole.Agent.Devices.Discovery.Wire;

/// <summary>The elements of an XML document that hold text only, with the names above them; prefixes and namespaces are left out.</summary>
internal static class XmlLeaves
{
    /// <summary>More than any device says about itself; what follows is left out.</summary>
    private const int MostLeaves = 512;

    /// <summary>No document read here is deeper than ten.</summary>
    private const int MostDepth = 32;

    // Devices pad with NUL and with blanks, and put line ends before the declaration.
    private static readonly char[] Padding = ['\0', ' ', '\r', '\n', '\t', '\uFEFF'];

    /// <summary>
    /// Reads as far as the document makes sense. A document type definition, the way to entity bombs, ends the reading;
    /// nothing is ever fetched.
    /// </summary>
    public static List<XmlLeaf> Read(ReadOnlySpan<byte> document)
    {
        var leaves = new List<XmlLeaf>();
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CheckCharacters = false };
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(document).Trim(Padding)), settings);
            Walk(reader, leaves);
        }
        catch (XmlException)
        {
            // Devices send documents that stop in the middle or that no parser likes; what stood before that is good.
        }

        return leaves;
    }

    /// <summary>The text of the first leaf of that name; null when there is none or it is empty.</summary>
    public static string? Text(this List<XmlLeaf> leaves, string name) =>
        leaves.Find(leaf => leaf.Name == name && leaf.Text.Length > 0)?.Text;

    /// <summary>The text of the first leaf of that name as a number.</summary>
    public static int? Number(this List<XmlLeaf> leaves, string name) =>
        int.TryParse(leaves.Text(name), out var number) ? number : null;

    private static void Walk(XmlReader reader, List<XmlLeaf> leaves)
    {
        var path = new List<string>();
        var text = new StringBuilder();
        var isLeaf = false;
        while (leaves.Count < MostLeaves && reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (path.Count == MostDepth) return;
                    isLeaf = true;
                    text.Clear();
                    if (reader.IsEmptyElement)
                    {
                        leaves.Add(new XmlLeaf(reader.LocalName, Parent(path), ""));
                        isLeaf = false;
                    }
                    else
                    {
                        path.Add(reader.LocalName);
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    path.RemoveAt(path.Count - 1);
                    if (isLeaf) leaves.Add(new XmlLeaf(reader.LocalName, Parent(path), text.ToString().Trim()));
                    isLeaf = false;
                    break;
            }
        }
    }

    private static string Parent(List<string> path) => path.Count == 0 ? "" : path[^1];
}

/// <summary>An element that holds text only.</summary>
/// <param name="Name">Its name without prefix.</param>
/// <param name="Parent">The name of the element around it.</param>
/// <param name="Text">Its text without surrounding blanks.</param>
internal sealed record XmlLeaf(string Name, string Parent, string Text);
