namespace Porthole.Agent.Cli;

/// <summary>One line beside the output that tells what is waited for, and for how long, as soon as it takes over a second; gone when it ends.</summary>
internal sealed class WaitLine : IDisposable
{
    /// <summary>What takes less needs no word.</summary>
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TextWriter _terminal;
    private readonly string _what;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer? _timer;
    private int _width;
    private bool _isOver;

    public WaitLine(string what, TextWriter terminal, bool isShown, TimeProvider time)
    {
        (_what, _terminal, _time, _start) = (what, terminal, time, time.GetTimestamp());
        _timer = isShown ? time.CreateTimer(_ => Draw(), null, Unnoticed, Unnoticed) : null;
    }

    /// <summary>Begins to wait, with the line on this terminal where there is one.</summary>
    /// <param name="what">For instance <c>Searching the router</c>.</param>
    public static WaitLine Begin(string what) => new(what, Console.Error, Terminal.ShowsProgress, TimeProvider.System);

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            if (!_isOver && _width > 0) _terminal.Write($"\r{new string(' ', _width)}\r");
            _isOver = true;
        }
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_isOver) return;
            var line = $"{_what}… {_time.GetElapsedTime(_start).TotalSeconds:0} s";
            _width = Math.Max(_width, line.Length);
            _terminal.Write($"\r{line}");
        }
    }
}
