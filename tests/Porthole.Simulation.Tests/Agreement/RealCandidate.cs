using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Agreement;

/// <summary>A real miniupnpd, in network namespaces of its own, with nftables as in a router.</summary>
internal sealed class RealCandidate : Candidate
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("porthole-simulation-");
    private NetworkNamespace _routerSide = null!;
    private NetworkNamespace _hostSide = null!;
    private Process? _daemon;

    public override IPAddress Router { get; } = IPAddress.Parse("192.168.1.1");

    public override IPAddress Asker { get; } = IPAddress.Parse("192.168.1.10");

    public override IPAddress Other { get; } = IPAddress.Parse("192.168.1.20");

    public override IPAddress Wan { get; } = IPAddress.Parse("11.0.0.1");

    protected override IPEndPoint Web => new(Router, 5555);

    protected override IPEndPoint Pcp => new(Router, 5351);

    protected override IPEndPoint Ssdp => new(Router, 1900);

    public static async Task<RealCandidate> StartAsync()
    {
        await Tool.RunAsync("miniupnpd", "--help");
        await Tool.RunAsync("nft", "--version");
        var real = new RealCandidate();
        try
        {
            await real.WireAsync();
            await real.RunAsync();
            return real;
        }
        catch
        {
            await real.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_daemon is { HasExited: false })
        {
            _daemon.Kill(entireProcessTree: true);
            await _daemon.WaitForExitAsync();
        }

        _daemon?.Dispose();
        foreach (var side in new[] { _hostSide, _routerSide })
        {
            if (side is not null)
                await side.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    protected override Socket Make(Func<Socket> make) => _hostSide.Inside(make);

    private async Task WireAsync()
    {
        // Interface names are short; the process id keeps two runs apart.
        var id = Environment.ProcessId;
        _routerSide = await NetworkNamespace.CreateAsync($"simulation-r-{id}");
        _hostSide = await NetworkNamespace.CreateAsync($"simulation-h-{id}");
        await _routerSide.IpAsync("link", "add", "lan0", "type", "veth", "peer", "name", "lan1", "netns", _hostSide.Name);
        await _routerSide.IpAsync("link", "add", "wan0", "type", "veth", "peer", "name", "wan1", "netns", _hostSide.Name);
        foreach (var (side, address, name) in new[]
        {
            (_routerSide, $"{Router}/24", "lan0"), (_routerSide, $"{Wan}/24", "wan0"),
            (_hostSide, $"{Asker}/24", "lan1"), (_hostSide, $"{Other}/24", "lan1"), (_hostSide, "11.0.0.9/24", "wan1"),
        })
        {
            await side.IpAsync("addr", "add", address, "dev", name);
            await side.IpAsync("link", "set", name, "up");
        }
    }

    private async Task RunAsync()
    {
        var (rules, settings) = (Path.Combine(_folder.FullName, "rules"), Path.Combine(_folder.FullName, "conf"));
        await File.WriteAllTextAsync(rules, """
            table inet filter {
              chain miniupnpd { }
              chain forward { type filter hook forward priority 0; policy drop; jump miniupnpd; }
            }
            table inet nat {
              chain prerouting_miniupnpd { }
              chain postrouting_miniupnpd { }
              chain prerouting { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
              chain postrouting { type nat hook postrouting priority 100; jump postrouting_miniupnpd; }
            }

            """);
        await File.WriteAllTextAsync(settings, $"""
            ext_ifname=wan0
            ext_ip={Wan}
            listening_ip=lan0
            http_port={Web.Port}
            enable_natpmp=yes
            enable_upnp=yes
            secure_mode=yes
            upnp_table_name=filter
            upnp_nat_table_name=nat
            upnp_forward_chain=miniupnpd
            upnp_nat_chain=prerouting_miniupnpd
            upnp_nat_postrouting_chain=postrouting_miniupnpd
            uuid=8f3c0d52-6b1e-4a9e-9c55-7d1f6f70e500
            allow 1024-65535 192.168.1.0/24 1024-65535
            deny 0-65535 0.0.0.0/0 0-65535

            """);
        var (exitCode, output) = await Tool.RunAsync("ip", "netns", "exec", _routerSide.Name, "nft", "-f", rules);
        exitCode.ShouldBe(0, output);

        // In the foreground, so that it ends with the test; its messages go to a pipe that is drained.
        var start = new ProcessStartInfo("ip", ["netns", "exec", _routerSide.Name, "miniupnpd", "-d", "-f", settings, "-P", Path.Combine(_folder.FullName, "pid")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        _daemon = Process.Start(start)!;
        _daemon.OutputDataReceived += static (_, _) => { };
        _daemon.ErrorDataReceived += static (_, _) => { };
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();

        // It opens its web port first and that of NAT-PMP and PCP last.
        await Poll.UntilAsync(IsListening, "miniupnpd listens");
        var answer = "none";
        for (var i = 0; i < 100 && answer == "none"; i++)
            answer = await AskPcpAsync([0, 0], patience: Wire.Silence);
        answer.ShouldNotBe("none", "miniupnpd answers");
    }

    private bool IsListening()
    {
        try
        {
            using var socket = Make(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            socket.Connect(Web);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
