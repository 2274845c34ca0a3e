using System.Diagnostics;
using System.Text;

namespace Porthole.Lab;

/// <summary>The lines a process has written so far; safe to read while it writes.</summary>
public sealed class OutputLog
{
    // What a failure message shows of a chatty daemon.
    private const int TailLines = 60;

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<long> Arrived)> _awaited = [];

    /// <summary>Everything so far.</summary>
    public string Text => Join(0);

    /// <summary>The last lines, for a failure message.</summary>
    public string Tail => Join(TailLines);

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>Waits for the next line like this; yields the <see cref="Stopwatch"/>'s timestamp of its arrival.</summary>
    public Task<long> NextAsync(Func<string, bool> wanted)
    {
        var arrived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _awaited.Add((wanted, arrived));
        return arrived.Task;
    }

    internal void Add(string line)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var awaited in _awaited.FindAll(awaited => awaited.Wanted(line)))
            {
                awaited.Arrived.TrySetResult(now);
                _awaited.Remove(awaited);
            }
        }
    }

    private string Join(int last)
    {
        lock (_lock)
        {
            var text = new StringBuilder();
            foreach (var line in last == 0 ? _lines : _lines.TakeLast(last))
                text.Append(line).Append('\n');
            return text.ToString();
        }
    }
}
