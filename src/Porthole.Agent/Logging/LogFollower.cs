using System.Runtime.CompilerServices;
using System.Text;

namespace Porthole.Agent.Logging;

/// <summary>Waits for what is written to the log from now on, across days and restarts of the agent.</summary>
internal sealed class LogFollower(LogReader log, TimeProvider time)
{
    /// <summary>As soon as a person reads; nothing is sent anywhere.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, long> _read = log.Files.ToDictionary(path => path, path => new FileInfo(path).Length, StringComparer.Ordinal);

    /// <summary>New entries as they come; ends only by cancellation.</summary>
    public async IAsyncEnumerable<LogEntry> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            foreach (var path in log.Files)
            {
                foreach (var entry in LogEntry.Read(new StringReader(New(path)))) yield return entry;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    // Up to the last line break: an entry is written in one piece, but a reader may come in the middle of it.
    private string New(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var from = _read.GetValueOrDefault(path);
        if (stream.Length <= from) return "";
        stream.Position = from;
        var bytes = new byte[stream.Length - from];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var end = Array.LastIndexOf(bytes, (byte)'\n', length - 1) + 1;
        _read[path] = from + end;
        return Encoding.UTF8.GetString(bytes, 0, end);
    }
}
