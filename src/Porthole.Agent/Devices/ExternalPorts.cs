using System.Collections.Frozen;

namespace Porthole.Agent.Devices;

/// <summary>Chooses external ports: the default for an internal one, and what to try next when one is taken.</summary>
internal static class ExternalPorts
{
    /// <summary>How many ports are tried before a forward goes without: more would be 718 spam in the router's log (syncthing#9324).</summary>
    public const int MostTries = 8;

    /// <summary>Routers keep the ports below for themselves (miniupnpd's sample rules; ER605, tailscale#7377).</summary>
    public const int FirstUnprivileged = 1024;

    private const int PrivilegedOffset = 8000;

    /// <summary>A step that keeps the last digits readable: 8554 is followed by 18554, 28554 and so on.</summary>
    private const int Step = 10_000;

    /// <summary>Ports that camera worms try first (FBI notice on HiatusRAT, 2024); never chosen by Porthole itself.</summary>
    private static readonly FrozenSet<int> Scanned = new[] { 23, 26, 554, 567, 2323, 5523, 9530, 56575 }.ToFrozenSet();

    /// <summary>Whether worms try this port first.</summary>
    public static bool IsScanned(int port) => Scanned.Contains(port);

    /// <summary>The default: the internal number from 1024 up, else 8000 more, and never one that scanners try first.</summary>
    public static ushort DefaultFor(int internalPort) =>
        First(internalPort >= FirstUnprivileged ? internalPort : internalPort + PrivilegedOffset);

    /// <summary>The wished port, then the same sequence on every PC and at every start.</summary>
    public static IEnumerable<ushort> SequenceFrom(ushort wish)
    {
        yield return wish;
        var port = (int)wish;
        for (var tries = 1; tries < MostTries; tries++)
        {
            port = Next(port);
            if (!Scanned.Contains(port)) yield return (ushort)port;
        }
    }

    /// <summary>Every port that Porthole may choose by itself, from this one up, and around from 1024.</summary>
    public static IEnumerable<ushort> From(ushort first) =>
        Enumerable.Range(first, ushort.MaxValue - first + 1).Concat(Enumerable.Range(FirstUnprivileged, Math.Max(0, first - FirstUnprivileged)))
            .Where(port => !Scanned.Contains(port))
            .Select(port => (ushort)port);

    private static ushort First(int port)
    {
        while (Scanned.Contains(port)) port = Next(port);
        return (ushort)port;
    }

    // One past a multiple of the step on every wrap, so that the sequence does not return to where it began.
    private static int Next(int port) =>
        port + Step <= ushort.MaxValue ? port + Step : Math.Max(FirstUnprivileged, (port % Step) + 1) + Step;
}
