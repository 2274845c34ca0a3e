using System.Text.Json;

namespace Porthole.Tray.Status;

/// <summary>Reads texts from JSON that somebody else wrote.</summary>
internal static class JsonText
{
    /// <summary>The string of that name; null when it is missing or anything but a string.</summary>
    public static string? Get(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? Of(value) : null;

    /// <summary>The element's string; null when it is none.</summary>
    public static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8.
            return null;
        }
    }

    /// <summary>The objects in the array of that name; none when it is missing or anything but an array.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];
}
