using System.Text.Json;

namespace Porthole.Agent.Devices.Registry;

/// <summary>
/// Whether every text of a JSON document can be read. A document is accepted without that look: bytes that are no UTF-8, as an
/// editor leaves them that saves in the PC's old code page, and half characters (RFC 8259, 8.2) are found only when a text is asked for.
/// </summary>
internal static class WholeText
{
    private const string Advice = "A text in it is not UTF-8, or holds half a character (\\ud800 to \\udfff). Save it as UTF-8.";

    /// <summary>The same document.</summary>
    /// <exception cref="JsonException">A text cannot be read; the document is disposed of.</exception>
    public static JsonDocument Check(JsonDocument document)
    {
        try
        {
            Read(document.RootElement);
            return document;
        }
        catch (InvalidOperationException exception)
        {
            document.Dispose();
            throw new JsonException(Advice, exception);
        }
    }

    // No deeper than the reader allows: 64.
    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Read(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Read(property.Value);
                }

                break;
            default:
                break;
        }
    }
}
