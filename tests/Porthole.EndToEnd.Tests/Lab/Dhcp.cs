namespace Porthole.Lab;

/// <summary>The router's DHCP server (dnsmasq) and the PC's client (udhcpc): addresses as a home network really hands them out.</summary>
public sealed class Dhcp
{
    private const string ScriptFile = "/run/lab/dhcp.sh";

    // What udhcpc calls when something happens. Debian's own script would write /etc/resolv.conf, which is the machine's.
    private const string Script = """
        #!/bin/sh
        case $1 in
            deconfig) ip -4 addr flush dev $interface ;;
            bound) ip -4 addr flush dev $interface; ip addr add $ip/24 dev $interface; ip route replace default via $router ;;
        esac
        """;

    private readonly RouterLab _lab;
    private readonly string _scriptOutside;
    private LabProcess? _server;
    private LabProcess? _client;

    internal Dhcp(RouterLab lab, Sandbox sandbox) => (_lab, _scriptOutside) = (lab, sandbox.FromOutside(ScriptFile));

    /// <summary>Why this machine cannot do this; null when it can.</summary>
    public static string? Missing =>
        new[] { "dnsmasq", "udhcpc" }.FirstOrDefault(tool => LabRequirements.Find(tool) is null) is { } tool ? $"{tool} is not installed; tests/run.sh installs it." : null;

    /// <summary>The PC gets this address from the router, in place of the one it was built with, or of the one it got before.</summary>
    public async Task LeaseAsync(string address)
    {
        if (_server is not null)
            await _server.KillAsync();
        _server = _lab.Router.Start(
            "dnsmasq",
            [
                "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--interface=br0", "--user=root", "--pid-file=/run/lab/dnsmasq.pid", "--dhcp-leasefile=/run/lab/leases",
                "--dhcp-authoritative", "--no-ping", $"--dhcp-range={address},{address},255.255.255.0,1h", $"--dhcp-option=3,{Router.LanAddress}",
            ]);
        await _lab.Router.WaitForListenerAsync("udp", 67, () => _server.Log.Tail);
        if (_client is null)
        {
            await File.WriteAllTextAsync(_scriptOutside, Script);
            await _lab.Nvr.RunAsync("chmod", "+x", ScriptFile);
            _client = _lab.Nvr.Start("udhcpc", ["-f", "-i", "eth0", "-s", ScriptFile, "-p", "/run/lab/udhcpc.pid", "-t", "10", "-T", "1", "-A", "1"]);
        }
        else
        {
            // As at half the lease, only sooner: the client asks to keep its address, and the server says no.
            await _lab.Nvr.RunAsync("sh", "-c", "kill -USR1 $(cat /run/lab/udhcpc.pid)");
        }

        await Wait.UntilAsync(
            $"the PC to lease {address}",
            async () => (await _lab.Nvr.RunAsync("ip", "-4", "addr", "show", "dev", "eth0")).Output.Contains($"{address}/", StringComparison.Ordinal),
            () => Task.FromResult(_server.Log.Tail + _client.Log.Tail));
    }
}
