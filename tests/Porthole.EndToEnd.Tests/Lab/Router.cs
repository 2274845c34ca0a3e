using System.Collections.Immutable;
using System.Diagnostics;

namespace Porthole.Lab;

/// <summary>The home router: Linux with nftables and Debian's miniupnpd, as many routers on sale are.</summary>
public sealed class Router : NetworkHost
{
    /// <summary>Its address on the LAN.</summary>
    public const string LanAddress = "192.168.1.1";

    private const string ConfigFile = "/run/lab/miniupnpd.conf";
    private const string LogFile = "/run/lab/miniupnpd.log";

    // Where miniupnpd writes its process id, in the background and, with -d, in the foreground.
    private const string ProcessIdFile = "/run/miniupnpd.pid";

    // No router is switched off in its first seconds, and protocols count on that: clients forgive a clock of seconds since the
    // start that is two seconds off (RFC 6886, 3.6; RFC 6887, 8.5).
    private static readonly TimeSpan LeastUptime = TimeSpan.FromSeconds(6);

    // As many lines as say what it was asked last.
    private const int LogTail = 60;

    // Source translation for the LAN, a closed forward chain, and a closed door on the WAN side: what a home router does by itself.
    private const string Firewall = """
        flush ruleset
        table inet filter {
            chain miniupnpd { }
            chain input { type filter hook input priority 0; policy accept; iifname "wan" ct state new drop; }
            chain forward { type filter hook forward priority 0; policy drop; ct state established,related accept; iifname "br0" accept; jump miniupnpd; }
        }
        table inet nat {
            chain prerouting_miniupnpd { }
            chain postrouting_miniupnpd { }
            chain prerouting { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
            chain postrouting { type nat hook postrouting priority 100; jump postrouting_miniupnpd; oifname "wan" masquerade; }
        }
        """;

    private RouterConfig _config = new();

    internal Router(Sandbox sandbox)
        : base(sandbox, "router")
    {
    }

    /// <summary>The last lines that the router's daemon has logged since its last start, for a failure message.</summary>
    public string Log => File.Exists(Sandbox.FromOutside(LogFile))
        ? string.Join('\n', File.ReadLines(Sandbox.FromOutside(LogFile)).TakeLast(LogTail)) + "\n"
        : "(no daemon was started)\n";

    /// <summary>Whether the daemon has logged this since its last start; what a chatty one said a moment ago is out of <see cref="Log"/> already.</summary>
    public bool HasLogged(string text) =>
        File.Exists(Sandbox.FromOutside(LogFile)) && File.ReadLines(Sandbox.FromOutside(LogFile)).Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>The moment before the daemon's last start, by the <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Starts the daemon and waits until it serves.</summary>
    public async Task StartAsync(RouterConfig? config = null)
    {
        _config = config ?? new RouterConfig();
        await File.WriteAllTextAsync(Sandbox.FromOutside(ConfigFile), _config.ToFile());
        StartedAt = Stopwatch.GetTimestamp();
        await RunAsync("sh", "-c", $"setsid miniupnpd {(_config.Debug ? "-d" : "")} -f {ConfigFile} -P {ProcessIdFile} >{LogFile} 2>&1 &");
        if (_config.EnableUpnp)
            await WaitForListenerAsync("udp", 1900, () => Log);
        if (_config.EnableNatPmp)
            await WaitForListenerAsync("udp", 5351, () => Log);
    }

    /// <summary>Ends the daemon on the spot; its rules stay, as they do when a daemon crashes.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Ends the daemon in good order: it says goodbye and removes what it made.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>Switches the router off and on: no goodbye, every rule forgotten, UPnP served on another port afterwards.</summary>
    public async Task RebootAsync(int httpPort)
    {
        await SwitchOffAsync();
        await SwitchOnAsync(httpPort);
    }

    /// <summary>Takes the power away: no goodbye, every rule forgotten, and nothing of the house is answered, not even ARP. (The PC's cable stays up, as behind a switch of its own.)</summary>
    public async Task SwitchOffAsync()
    {
        if (LeastUptime - Stopwatch.GetElapsedTime(StartedAt) is var early && early > TimeSpan.Zero)
            await Task.Delay(early);
        await RunAsync("ip", "link", "set", "br0", "down");
        await KillAsync();
        await FlushRulesAsync();
    }

    /// <summary>Gives the power back; UPnP is served on another port now.</summary>
    public async Task SwitchOnAsync(int httpPort)
    {
        await RunAsync("ip", "link", "set", "br0", "up");
        await StartAsync(_config with { HttpPort = httpPort });
    }

    /// <summary>Puts another router in its place: another network card, another model, another identity; the same addresses.</summary>
    public async Task ReplaceAsync(RouterConfig other, string mac)
    {
        await SwitchOffAsync();
        await RunAsync("ip", "link", "set", "br0", "address", mac);
        _config = other;
        await SwitchOnAsync(other.HttpPort);
    }

    /// <summary>Removes a forward through the daemon, as another program of the house may. (One removed behind its back it goes on listing.)</summary>
    public async Task ForgetAsync(string transport, int externalPort) => (await TryForgetAsync(transport, externalPort)).OrThrow();

    /// <summary>The same for a forward that may not be there.</summary>
    public Task<CommandResult> TryForgetAsync(string transport, int externalPort) =>
        TryAsync("upnpc", "-m", LanAddress, "-u", $"http://{LanAddress}:{_config.HttpPort}/rootDesc.xml", "-d", $"{externalPort}", transport);

    /// <summary>Forgets every forward; for a router whose daemon does not run.</summary>
    internal async Task FlushRulesAsync() => (await Sandbox.RunAsync(Name, "nft", ["-f", "-"], input: Firewall)).OrThrow();

    /// <summary>The forwards in force, by external port.</summary>
    public async Task<ImmutableArray<RouterRule>> RulesAsync() => RouterRule.Parse((await RunAsync("nft", "-j", "-a", "list", "ruleset")).Output);

    /// <summary>Waits until the forwards in force are what a test wants.</summary>
    public async Task<ImmutableArray<RouterRule>> WaitForRulesAsync(string what, Func<ImmutableArray<RouterRule>, bool> wanted, TimeSpan? bound = null)
    {
        var last = ImmutableArray<RouterRule>.Empty;
        await Wait.UntilAsync(
            $"the router to hold {what}",
            async () => wanted(last = await RulesAsync()),
            () => Task.FromResult($"It holds: {string.Join(", ", last)}\n{Log}"),
            bound);
        return last;
    }

    /// <summary>Gets another address from the provider; an empty one is none, as on a line that is down.</summary>
    public async Task ChangeWanAddressAsync(string address)
    {
        await RunAsync("ip", "-4", "addr", "flush", "dev", "wan");
        if (address.Length > 0)
            await RunAsync("ip", "addr", "add", $"{address}/24", "dev", "wan");
    }

    /// <summary>What a failure message shows of the router.</summary>
    public async Task<string> DescribeAsync() => $"""
        --- router's rules: {string.Join(", ", await RulesAsync())}
        --- router's log:
        {Log}
        """;

    private async Task EndAsync(string signal)
    {
        var processId = (await File.ReadAllTextAsync(Sandbox.FromOutside(ProcessIdFile))).Trim();
        await RunAsync("kill", "-s", signal, processId);
        await Wait.UntilAsync("the router's daemon to end", async () => !(await TryAsync("kill", "-0", processId)).Succeeded, DescribeAsync);
    }
}
