using System.Diagnostics;
using System.Net;

namespace Porthole.Agent.Tests.Support;

/// <summary>Another program on this PC that holds a port.</summary>
internal sealed class OtherProgram : IDisposable
{
    private readonly Process _process;

    private OtherProgram(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>What keeps it from running here, or null.</summary>
    public static string? Missing => OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3") ? null : "Another program that holds a port is started with /usr/bin/python3.";

    public int Id => _process.Id;

    public int Port { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>Starts it on a port of its own on an address; yields when it has the port.</summary>
    public static async Task<OtherProgram> HoldAsync(string kind = "STREAM", string address = "127.0.0.1")
    {
        var family = address.Contains(':', StringComparison.Ordinal) ? "AF_INET6" : "AF_INET";
        var script = $"""
            import socket, sys
            s = socket.socket(socket.{family}, socket.SOCK_{kind})
            s.bind(("{address}", 0))
            if "{kind}" == "STREAM": s.listen()
            print(s.getsockname()[1], flush=True)
            sys.stdin.read()
            """;
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var port = await process.StandardOutput.ReadLineAsync();
        return new OtherProgram(process, int.Parse(port!));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
