using System.Net;
using Porthole.Agent.Connections;
using Porthole.Relay;

namespace Porthole.Agent.Cli;

/// <summary>The connections through the relay as plain text for people.</summary>
internal static class ConnectionsText
{
    /// <summary>A terminal's worth; the state folder holds the rest.</summary>
    private const int MostEnded = 20;

    public static void Write(ConnectionsDocument connections, TextWriter output)
    {
        output.WriteLine(connections.Live.Count == 0 ? "Nobody is connected through the relay." : "Connected through the relay now:");
        WriteTable(connections.Live, output);
        if (connections.Ended.Count == 0) return;
        output.WriteLine();
        output.WriteLine("Ended last:");
        WriteTable([.. connections.Ended.Take(MostEnded)], output);
    }

    private static void WriteTable(IReadOnlyCollection<ConnectionRecord> connections, TextWriter output)
    {
        if (connections.Count == 0) return;
        TextTable.Write(
            ["SINCE", "FROM", "TO", "LASTED", "CARRIED", "END"],
            connections.Select(connection => new[]
            {
                connection.Started.ToLocalTime().ToString("MM-dd HH:mm"),
                Address(connection.Source),
                connection.Forward,
                TimeSpan.FromSeconds((long)connection.Seconds).ToString(),
                Size(connection.BytesIn + connection.BytesOut),
                connection.End is { } end ? Words(end) : "",
            }),
            output);
    }

    // The port a viewer happened to have tells an owner nothing; --json has it.
    private static string Address(string source) => IPEndPoint.TryParse(source, out var viewer) ? viewer.Address.ToString() : source;

    private static string Words(RelayEnd end) => end switch
    {
        RelayEnd.Completed => "in order",
        RelayEnd.ViewerFailed => "viewer gone",
        RelayEnd.DeviceFailed => "device gone",
        RelayEnd.DeviceUnreachable => "device refused",
        RelayEnd.ConnectTimeout => "device silent",
        RelayEnd.IdleTimeout => "idle too long",
        RelayEnd.HalfCloseTimeout => "half closed, idle",
        RelayEnd.ViewerStalled => "viewer too slow",
        RelayEnd.DeviceStalled => "device too slow",
        RelayEnd.NotAllowed => "no longer allowed",
        RelayEnd.Displaced => "gave its place",
        RelayEnd.Stopped => "relay closed",
        RelayEnd.LocalFailure => "this PC failed",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "unknown end"),
    };

    private static string Size(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 10_000_000 => $"{bytes / 1000} kB",
        _ => $"{bytes / 1_000_000} MB",
    };
}
