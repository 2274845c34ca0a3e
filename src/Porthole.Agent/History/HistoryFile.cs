using System.Text.Json;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.History;

/// <summary>Keeps the transitions in the state folder, beside the loop and at a modest pace: what a power cut takes is at most the last seconds.</summary>
internal sealed class HistoryFile(string path, TransitionRing ring, TimeProvider time, ILogger<HistoryFile> logger)
{
    /// <summary>A memory card wears by writes; a line that fails every second must not write every second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <summary>How exactly it is known afterwards when a power cut was; a time stamp on a file costs a memory card next to nothing.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromMinutes(1);

    private long _saved;
    private DateTimeOffset _stamped;

    /// <summary>Fills the ring with what an earlier run kept; a file that cannot be used is set aside.</summary>
    public void Load()
    {
        try
        {
            if (!File.Exists(path)) return;
            var document = JsonSerializer.Deserialize(File.ReadAllText(path), HistoryJson.Default.HistoryDocument);
            if (document is { IsUsable: true }) ring.Restore(WithItsEnd(document, new DateTimeOffset(File.GetLastWriteTimeUtc(path))));
            else SetAside("it is of another version");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            SetAside(exception.Message);
        }

        _saved = ring.Last;
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Save();
            Stamp();
        }
    }

    /// <summary>Writes what is new; nothing when nothing is.</summary>
    public void Save()
    {
        var document = ring.Since(0);
        if (document.Last == _saved) return;
        try
        {
            AtomicFile.Write(path, JsonSerializer.Serialize(document, HistoryJson.Default.HistoryDocument));
            _saved = document.Last;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Tried again at the next pace; the cameras matter more than their history.
            HistoryLog.NotSaved(logger, path, exception.Message);
        }
    }

    // The file's time tells when this run was last alive: what came after it, nobody knows.
    private void Stamp()
    {
        var now = time.GetUtcNow();
        if (now - _stamped < SignOfLife) return;
        try
        {
            if (File.Exists(path)) File.SetLastWriteTimeUtc(path, now.UtcDateTime);
            _stamped = now;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next stamp will do.
        }
    }

    // A run that was killed, or had its power cut, told no end: without one its forwards would count as open until the next start.
    private HistoryDocument WithItsEnd(HistoryDocument document, DateTimeOffset lastAlive)
    {
        if (document.Transitions.LastOrDefault(transition => transition.IsOfAgent) is not { To: not Transition.Stopped }) return document;
        var (earliest, now) = (document.Transitions[^1].At, time.GetUtcNow());
        var at = lastAlive < earliest ? earliest : lastAlive > now ? now : lastAlive;
        var number = Math.Max(document.Last, document.Transitions.Max(transition => transition.Number)) + 1;
        var end = new Transition { Number = number, At = at, Kind = TransitionKind.Agent, Subject = Transition.Agent, Title = "Porthole", To = Transition.Stopped, Why = "without a word: it was killed, or the power was cut; it was last alive then" };
        return document with { Last = number, Transitions = document.Transitions.Add(end) };
    }

    private void SetAside(string why)
    {
        HistoryLog.SetAside(logger, path, why);
        try
        {
            File.Move(path, path + ".unreadable", overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            HistoryLog.NotSaved(logger, path, exception.Message);
        }
    }
}

/// <summary>What the history says in the log. Event ids 4100 to 4199.</summary>
internal static partial class HistoryLog
{
    [LoggerMessage(4100, LogLevel.Warning, "The history is not saved to {Path} ({Why}): make room on the disk or mend the rights of the folder")]
    public static partial void NotSaved(ILogger logger, string path, string why);

    [LoggerMessage(4101, LogLevel.Warning, "The history in {Path} cannot be used ({Why}): it is set aside as {Path}.unreadable, and a new one begins")]
    public static partial void SetAside(ILogger logger, string path, string why);
}
