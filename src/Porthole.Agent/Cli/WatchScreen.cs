using Porthole.Agent.History;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary>One screen of <c>porthole status --watch</c>: the status, and below it what changed last.</summary>
internal static class WatchScreen
{
    /// <summary>What an owner can read at a glance below a table.</summary>
    public const int MostTransitions = 10;

    /// <summary>The lines of the screen, none longer than <paramref name="width"/> and no more than <paramref name="height"/>: the last transitions are kept when room is short.</summary>
    public static IReadOnlyList<string> Lines(StatusDocument status, IReadOnlyCollection<Transition> last, int width, int height)
    {
        using var text = new StringWriter();
        
        // An address is copied from "porthole status"; here room is short.
        StatusText.Write(status, text, withUrls: false);
        List<string> below = last.Count == 0 ? [] : ["Last changes:", .. last.TakeLast(MostTransitions).Select(HistoryText.ShortLine)];
        var room = Math.Max(0, height - below.Count);
        var above = text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        List<string> lines = above.Count < room || below.Count == 0 ? [.. above, "", .. below] : [.. above.Take(Math.Max(0, room - 1)), "", .. below];
        return [.. lines.Take(height).Select(line => line.Length > width ? $"{line[..(width - 1)]}…" : line)];
    }
}
