namespace Porthole.Agent.Hosting;

/// <summary>Looks whether a file has changed.</summary>
internal static class FileWatch
{
    /// <summary>A look at the file's time and size once a second misses no editor's way of saving, on any file system.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Tells of every change, also of the file's coming and going, until it is stopped.</summary>
    public static async Task RunAsync(string path, Action changed, TimeProvider time, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Poll, time);
        var (seen, told) = (FileStamp.Of(path), FileStamp.Of(path));
        while (await timer.WaitForNextTickAsync(stopping))
        {
            // Two equal looks in a row: an editor that still writes is left to finish.
            var now = FileStamp.Of(path);
            if (now == seen && now != told)
            {
                told = now;
                changed();
            }

            seen = now;
        }
    }
}
