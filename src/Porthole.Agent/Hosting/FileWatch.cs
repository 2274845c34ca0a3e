namespace Porthole.Agent.Hosting;

/// <summary>Looks whether files have changed, at all of them in one moment: to wake the processor costs more than to look.</summary>
/// <param name="files">The files.</param>
/// <param name="time">The clock.</param>
internal sealed class FileWatch(IReadOnlyCollection<WatchedFile> files, TimeProvider time)
{
    /// <summary>A look at a file's time and size once a second misses no editor's way of saving, on any file system.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Tells of every change until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var file in files) file.Look();
        }
    }
}
