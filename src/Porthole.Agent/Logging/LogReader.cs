using System.Collections.Immutable;

namespace Porthole.Agent.Logging;

/// <summary>Reads the log's files, whether an agent runs or not.</summary>
internal sealed class LogReader(string folder)
{
    /// <summary>The files, the oldest first.</summary>
    public ImmutableArray<string> Files
    {
        get
        {
            try
            {
                // By day, then by number: Serilog adds _001 when a day's file is full.
                return [.. Directory.GetFiles(folder, "porthole-*.log").OrderBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal)];
            }
            catch (DirectoryNotFoundException)
            {
                return [];
            }
        }
    }

    /// <summary>Becomes another whenever something is written.</summary>
    public string Stamp
    {
        get
        {
            var files = Files;
            if (files.IsEmpty) return "none";

            // By opening it: Windows tells the folder of a file's growth only when it is closed.
            using var newest = Open(files[^1]);
            return $"{Path.GetFileNameWithoutExtension(files[^1])} {newest.BaseStream.Length}";
        }
    }

    /// <summary>The last entries of a level and up, the oldest first.</summary>
    public ImmutableArray<LogEntry> Last(int most, LogEntryLevel level)
    {
        List<LogEntry> found = [];
        foreach (var path in Files.Reverse())
        {
            var room = most - found.Count;
            if (room <= 0) break;
            using var reader = Open(path);
            found.InsertRange(0, LogEntry.Read(reader).Where(entry => entry.Level >= level).TakeLast(room));
        }

        return [.. found];
    }

    /// <summary>The file for reading while the agent writes and rolls it.</summary>
    public static StreamReader Open(string path) => new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
}
