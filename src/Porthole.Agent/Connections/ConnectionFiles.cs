using System.Collections.Immutable;
using System.Text.Json;

namespace Porthole.Agent.Connections;

/// <summary>The files of the connection log: one a day, named by its date (UTC).</summary>
internal static class ConnectionFiles
{
    private const string DayFormat = "yyyy-MM-dd";

    public static string PathOf(string folder, DateOnly day) => Path.Combine(folder, $"{day.ToString(DayFormat)}.jsonl");

    /// <summary>The days there are files of, the newest first; none when the folder cannot be read.</summary>
    public static ImmutableArray<DateOnly> Days(string folder)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder, "*.jsonl")
                    .Select(file => DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(file), DayFormat, out var day) ? day : default)
                    .Where(day => day != default)
                    .OrderDescending(),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The last records of these days, the newest first. A line that was cut by a power failure is left out.</summary>
    public static ImmutableArray<ConnectionRecord> ReadLast(string folder, IEnumerable<DateOnly> days, int most)
    {
        var records = ImmutableArray.CreateBuilder<ConnectionRecord>();
        foreach (var day in days)
        {
            records.AddRange(Lines(PathOf(folder, day), most - records.Count).Reverse().Select(Parse).OfType<ConnectionRecord>());
            if (records.Count >= most) break;
        }

        return records.ToImmutable();
    }

    private static string[] Lines(string file, int most)
    {
        try
        {
            return [.. File.ReadLines(file).TakeLast(most)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static ConnectionRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ConnectionJson.Default.ConnectionRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
