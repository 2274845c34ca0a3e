using System.Text.Json;

namespace Porthole.Agent.Settings;

/// <summary>What is wrong in a JSON text, in words for whoever wrote it.</summary>
internal static class JsonMistake
{
    // The reader counts lines and bytes from zero, behind its sentence; an editor counts lines from one.
    private static readonly string[] Places = [" Path: ", " LineNumber: "];

    /// <summary>The line, where it is known, and the reader's sentence.</summary>
    public static string Of(JsonException exception)
    {
        var end = Places.Select(place => exception.Message.IndexOf(place, StringComparison.Ordinal)).Where(start => start > 0).DefaultIfEmpty(exception.Message.Length).Min();
        return exception.LineNumber is { } line ? $"line {line + 1}: {exception.Message[..end]}" : exception.Message[..end];
    }
}
