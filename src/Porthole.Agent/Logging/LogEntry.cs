using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Porthole.Agent.Status;

namespace Porthole.Agent.Logging;

/// <summary>One entry of the log, as it stands in a file: a first line with time, level and number, and any further lines set in.</summary>
internal sealed record LogEntry(DateTimeOffset At, LogEntryLevel Level, int Event, string Message)
{
    /// <summary>Sets further lines in, so that nothing in a message can look like an entry of its own.</summary>
    private const string Further = "\n    ";

    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff zzz";

    /// <summary>The length of every time by <see cref="TimeFormat"/>.</summary>
    private const int TimeLength = 30;

    private static readonly ImmutableArray<(LogEntryLevel Level, string Word)> Words =
    [
        (LogEntryLevel.Debug, "DBG"),
        (LogEntryLevel.Information, "INF"),
        (LogEntryLevel.Warning, "WRN"),
        (LogEntryLevel.Error, "ERR"),
    ];

    /// <summary>The entry as its lines in the file, without a line break at the end.</summary>
    public override string ToString()
    {
        var word = Words.First(entry => entry.Level == Level).Word;
        return $"{At.ToString(TimeFormat, CultureInfo.InvariantCulture)} {word} {Event:0000} {Message.ReplaceLineEndings(Further)}";
    }

    /// <summary>Reads a first line; null when the line is none.</summary>
    public static LogEntry? Parse(string line)
    {
        if (line.Length < TimeLength + 5 || line[0] == ' ') return null;
        if (!DateTimeOffset.TryParseExact(line.AsSpan(0, TimeLength), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) return null;
        var rest = line.AsSpan(TimeLength + 1);
        foreach (var (level, word) in Words)
        {
            if (!rest.StartsWith(word, StringComparison.Ordinal) || rest.Length <= word.Length) continue;
            rest = rest[(word.Length + 1)..];
            var end = rest.IndexOf(' ');
            return end > 0 && int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new LogEntry(at, level, number, rest[(end + 1)..].ToString())
                : null;
        }

        return null;
    }

    /// <summary>Reads entries, in order; lines before the first one are skipped.</summary>
    public static IEnumerable<LogEntry> Read(TextReader reader)
    {
        LogEntry? open = null;
        var message = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            if (Parse(line) is { } next)
            {
                if (open is not null) yield return open with { Message = message.ToString() };
                open = next;
                message.Clear().Append(next.Message);
            }
            else if (open is not null)
            {
                message.Append('\n').Append(line.StartsWith(Further[1..], StringComparison.Ordinal) ? line[(Further.Length - 1)..] : line);
            }
        }

        if (open is not null) yield return open with { Message = message.ToString() };
    }
}

/// <summary>How much an entry matters.</summary>
[JsonConverter(typeof(KebabCaseConverter<LogEntryLevel>))]
internal enum LogEntryLevel
{
    Debug,
    Information,
    Warning,
    Error,
}

/// <summary>The last entries of the log, the oldest first: <c>GET /api/log</c>.</summary>
internal sealed record LogDocument(ImmutableArray<LogEntry> Entries);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogDocument))]
[JsonSerializable(typeof(LogEntry))]
internal sealed partial class LogJson : JsonSerializerContext;
