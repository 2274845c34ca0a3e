using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Benchmarks.Relay;

/// <summary>A program that forwards one port of loopback to another.</summary>
internal abstract class Contender(string name)
{
    public string Name => name;

    public virtual bool CarriesUdp => true;

    /// <summary>How many pairs it is asked to hold at most.</summary>
    public virtual int MostPairs => int.MaxValue;

    /// <summary>What keeps it from running here, or null.</summary>
    public virtual string? Missing => null;

    public static IReadOnlyList<Contender> All => [new PortholeContender(), new HaproxyContender(), new NginxContender(), new SocatContender()];

    /// <summary>Starts it and waits until it forwards.</summary>
    public async Task<RunningRelay> StartAsync(int targetPort, bool udp = false)
    {
        var folder = Directory.CreateTempSubdirectory("relay-benchmark-");
        var port = FreePort(udp);
        var process = Process.Start(StartInfo(port, targetPort, udp, folder.FullName))!;
        var relay = new RunningRelay(process, new IPEndPoint(IPAddress.Loopback, port), folder);
        await relay.WaitAsync(udp);
        return relay;
    }

    protected abstract ProcessStartInfo StartInfo(int port, int targetPort, bool udp, string folder);

    protected static ProcessStartInfo Command(string program, params string[] args) =>
        new(program, args) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };

    protected static string? MissingProgram(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"{program} is not installed";

    private static int FreePort(bool udp)
    {
        using var probe = udp
            ? new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}

/// <summary>The relay of this repository, in a process of its own.</summary>
internal sealed class PortholeContender() : Contender("porthole")
{
    protected override ProcessStartInfo StartInfo(int port, int targetPort, bool udp, string folder)
    {
        var start = Command("dotnet", typeof(PortholeContender).Assembly.Location, "relay", RelayProcess.Verb, udp ? "udp" : "tcp", $"{port}", $"{targetPort}");

        // As Porthole.Agent.csproj has it.
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }
}

/// <summary>HAProxy in TCP mode, one thread: its documentation's default for a small machine.</summary>
internal sealed class HaproxyContender() : Contender("haproxy")
{
    public override bool CarriesUdp => false;

    public override string? Missing => MissingProgram("haproxy");

    protected override ProcessStartInfo StartInfo(int port, int targetPort, bool udp, string folder)
    {
        var file = Path.Combine(folder, "haproxy.cfg");
        File.WriteAllText(file, $"""
            global
              maxconn 9000
            defaults
              mode tcp
              timeout connect 5s
              timeout client 600s
              timeout server 600s
            listen relay
              bind 127.0.0.1:{port}
              server camera 127.0.0.1:{targetPort}

            """);
        return Command("/usr/sbin/haproxy", "-db", "-f", file);
    }
}

/// <summary>nginx with the stream module, one worker a core.</summary>
internal sealed class NginxContender() : Contender("nginx")
{
    private const string Module = "/usr/lib/nginx/modules/ngx_stream_module.so";

    public override string? Missing => MissingProgram("nginx") ?? (File.Exists(Module) ? null : "nginx's stream module is not installed");

    protected override ProcessStartInfo StartInfo(int port, int targetPort, bool udp, string folder)
    {
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, $$"""
            load_module {{Module}};
            daemon off;
            worker_processes auto;
            worker_rlimit_nofile 20000;
            pid {{folder}}/nginx.pid;
            error_log stderr error;
            events { worker_connections 12000; }
            stream {
              server {
                listen 127.0.0.1:{{port}}{{(udp ? " udp" : "")}};
                proxy_pass 127.0.0.1:{{targetPort}};
              }
            }

            """);
        return Command("/usr/sbin/nginx", "-c", file, "-p", folder);
    }
}

/// <summary>socat, one process a connection.</summary>
internal sealed class SocatContender() : Contender("socat")
{
    // A process a pair: thousands of them measure the machine's memory, not socat.
    public override int MostPairs => 500;

    public override string? Missing => MissingProgram("socat");

    protected override ProcessStartInfo StartInfo(int port, int targetPort, bool udp, string folder)
    {
        var protocol = udp ? "UDP4" : "TCP4";
        var (ofListener, ofTarget) = udp ? ("", "") : ("backlog=512,nodelay,", ",nodelay");
        return Command("socat", "-b65536", $"{protocol}-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork,{ofListener}max-children=4000", $"{protocol}:127.0.0.1:{targetPort}{ofTarget}");
    }
}
