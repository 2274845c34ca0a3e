using Porthole.Agent.Devices.Discovery;

namespace Porthole.Agent.Cli.Devices;

/// <summary>One line on the terminal that tells how far a search is, and is gone when it ends.</summary>
internal sealed class DiscoverProgressLine(TextWriter terminal, bool isRedirected) : IProgress<DiscoveryProgress>, IDisposable
{
    private const int Width = 60;

    public void Report(DiscoveryProgress value)
    {
        if (isRedirected) return;
        var left = Math.Max(0, (value.Duration - value.Elapsed).TotalSeconds);
        terminal.Write($"\r{$"Searching, {left:0.0} s left. Found {value.Devices.Length}.",-Width}");
    }

    public void Dispose()
    {
        if (!isRedirected) terminal.Write($"\r{"",-Width}\r");
    }
}
