using System.Text.Json;

namespace Porthole.Tray.Status;

/// <summary>Reads, in one pass and without building the document, JSON that somebody else wrote.</summary>
internal static class JsonText
{
    /// <summary>The string of that name in a document that is one object; null when there is none, or this is no such document.</summary>
    public static string? Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            string? found = null;
            while (NextName(ref reader))
            {
                if (reader.ValueTextEquals(name)) found = Text(ref reader);
                else Pass(ref reader);
            }

            return IsAtEnd(ref reader) ? found : null;
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return null;
        }
    }

    /// <summary>Moves to the next name of the object that the reader is in; false at the object's end.</summary>
    public static bool NextName(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves to the next value of the array that the reader is in; false at the array's end.</summary>
    public static bool NextItem(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Moves to the value of the name that the reader stands on: true when it is of that kind; any other is passed over.</summary>
    public static bool Enter(ref Utf8JsonReader reader, JsonTokenType kind)
    {
        reader.Read();
        if (reader.TokenType == kind) return true;
        reader.Skip();
        return false;
    }

    /// <summary>The string behind the name that the reader stands on; null for any other value, which is passed over.</summary>
    public static string? Text(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.String) ? Of(ref reader) : null;

    /// <summary>Passes over the value behind the name that the reader stands on.</summary>
    public static void Pass(ref Utf8JsonReader reader) => reader.Skip();

    /// <summary>The string that the reader stands on; null when it holds half a surrogate pair, or bytes that are not UTF-8.</summary>
    public static string? Of(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether nothing but space follows.</summary>
    /// <exception cref="JsonException">Something does.</exception>
    public static bool IsAtEnd(ref Utf8JsonReader reader) => !reader.Read();

    /// <summary>What the reader throws at what is not JSON; <see cref="InvalidOperationException"/> at a name with half a surrogate pair.</summary>
    public static bool IsDamage(Exception exception) => exception is JsonException or InvalidOperationException;
}
