using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Porthole.Agent.Hosting.Linux;

/// <summary>
/// Gives back the memory of code that only the start needed. It is a third of what an idle agent would hold, and Linux takes
/// it back by itself only when memory gets scarce, from the recorder first as likely as from us.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class SpentCode
{
    /// <summary>When the start is over: the router found, the ports opened, the first search for cameras and the first look at each done.</summary>
    private static readonly TimeSpan StartTakes = TimeSpan.FromSeconds(20);

    // madvise(2): the pages are dropped; the next touch reads them from their file again.
    private const int DontNeed = 4;

    /// <summary>Waits until the start is over, and gives its code back, once; ends early when cancelled.</summary>
    public static async Task ReleaseAsync(TimeProvider time, CancellationToken stopping)
    {
        await Task.Delay(StartTakes, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested) Release();
    }

    /// <summary>Gives the code back that nobody has written to. What is needed after all costs a page fault each, a microsecond, as the file stays in the system's cache.</summary>
    public static void Release()
    {
        try
        {
            foreach (var (start, length) in MappedCode.Unwritten(File.ReadLines("/proc/self/smaps")))
                _ = MAdvise(start, length, DontNeed);
        }
        catch (IOException)
        {
            // No /proc, as some containers have it: the memory stays.
        }
        catch (UnauthorizedAccessException)
        {
            // Nor is it ours to read then.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(nuint address, nuint length, int advice);
}
