using Porthole.Agent.Forwarding;

namespace Porthole.Agent.Hosting;

/// <summary>Reads the settings file again when it changes; a bad file is reported and the last good settings go on.</summary>
internal sealed class SettingsWatcher(SettingsFile file, ForwardingLoop loop, TimeProvider time, ILogger<SettingsWatcher> logger)
{
    /// <summary>A look at the file's time and size once a second misses no editor's way of saving, on any file system.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Poll, time);
        var (seen, applied) = (Stamp(), Stamp());
        while (await timer.WaitForNextTickAsync(stopping))
        {
            // Two equal looks in a row: an editor that still writes is left to finish.
            var now = Stamp();
            if (now == seen && now != applied)
            {
                applied = now;
                Apply();
            }

            seen = now;
        }
    }

    private void Apply()
    {
        var (settings, errors) = file.Load();
        if (errors.IsEmpty)
        {
            HostingLog.SettingsApplied(logger, file.Path);
            if (settings.Api.Url != loop.Settings.Api.Url) HostingLog.ApiUrlAtNextStart(logger, settings.Api.Url);
            loop.Post(new LoopEvent.SettingsChanged(settings));
        }

        loop.Post(new LoopEvent.SettingsRead([.. errors.Select(error => error.ToString())]));
    }

    private (DateTime Time, long Length) Stamp()
    {
        var info = new FileInfo(file.Path);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }
}
