using System.Text;
using System.Text.Json;

namespace Porthole.Agent.Devices.Discovery.Wire;

/// <summary>Reads the JSON of devices, which may be cut off, wrongly encoded or of other types than documented.</summary>
internal static class LenientJson
{
    // Dahua and Xiongmai end their JSON with a line feed, a NUL or both.
    private static readonly char[] Padding = ['\0', ' ', '\r', '\n', '\t'];

    /// <summary>The document; null when it is none. The caller disposes it.</summary>
    public static JsonDocument? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonDocument.Parse(Encoding.UTF8.GetString(text).Trim(Padding));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member of an object; nothing when there is no such object or member.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>A member's text; null when it is none.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        var member = element.Member(name);
        try
        {
            return member.ValueKind == JsonValueKind.String ? PlainText.Clean(member.GetString()) : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: the framework tells of it only here.
            return null;
        }
    }

    /// <summary>A member as a whole number, written as a number or as text; null when it is none.</summary>
    public static int? Number(this JsonElement element, string name)
    {
        var member = element.Member(name);
        if (member.ValueKind == JsonValueKind.Number) return member.TryGetInt32(out var number) ? number : null;
        return int.TryParse(element.Text(name), out var written) ? written : null;
    }
}
