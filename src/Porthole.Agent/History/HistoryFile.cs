using System.Text.Json;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.History;

/// <summary>Keeps the transitions in the state folder, beside the loop and at a modest pace: what a power cut takes is at most the last seconds.</summary>
internal sealed class HistoryFile(string path, TransitionRing ring, TimeProvider time, ILogger<HistoryFile> logger)
{
    /// <summary>A memory card wears by writes; a line that fails every second must not write every second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private long _saved;

    /// <summary>Fills the ring with what an earlier run kept; a file that cannot be used is set aside.</summary>
    public void Load()
    {
        try
        {
            if (!File.Exists(path)) return;
            var document = JsonSerializer.Deserialize(File.ReadAllText(path), HistoryJson.Default.HistoryDocument);
            if (document is { IsUsable: true }) ring.Restore(document);
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
        while (await timer.WaitForNextTickAsync(stopping)) Save();
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
