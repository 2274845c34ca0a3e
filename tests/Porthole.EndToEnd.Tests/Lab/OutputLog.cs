using System.Text;

namespace Porthole.Lab;

/// <summary>The lines a process has written so far; safe to read while it writes.</summary>
public sealed class OutputLog
{
    // What a failure message shows of a chatty daemon.
    private const int TailLines = 60;

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

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

    internal void Add(string line)
    {
        lock (_lock)
            _lines.Add(line);
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
