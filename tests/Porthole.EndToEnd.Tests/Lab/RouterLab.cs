namespace Porthole.Lab;

/// <summary>
/// A site with a real router, in network namespaces without any link to the machine's own network:
/// <code>
///   viewer 11.0.0.2 ──wan── router ──br0── nvr          192.168.1.10   (default route by the router)
///      and 11.0.0.3   11.0.0.1  192.168.1.1 ├─ front-door 192.168.1.20
///                                           ├─ yard       192.168.1.21
///                                           └─ host       192.168.1.50   (any other PC of the house)
/// </code>
/// The WAN link has real-looking public addresses because miniupnpd refuses to forward behind a reserved one.
/// Several labs can stand at once; each goes with the process that built it.
/// </summary>
public sealed class RouterLab : IAsyncDisposable
{
    /// <summary>The router's address on the internet.</summary>
    public const string WanAddress = "11.0.0.1";

    /// <summary>The viewer's first address.</summary>
    public const string ViewerAddress = "11.0.0.2";

    /// <summary>The viewer's second address: somebody else on the internet.</summary>
    public const string StrangerAddress = "11.0.0.3";

    /// <summary>The NVR PC's address on its second card, once it is in the same LAN.</summary>
    public const string SecondCardAddress = "192.168.1.11";

    /// <summary>The viewer's first address of 64 more: a crowd.</summary>
    internal const string CrowdAddress = "11.0.0.64";

    /// <summary>The camera on the NVR PC's second card, once it is there.</summary>
    public const string IsolatedCameraAddress = "10.10.10.20";

    private const string Build = """
        for name in viewer router nvr front-door yard host; do
            ip netns add $name
            ip -n $name link set lo up
        done
        ip link add wan netns router type veth peer name eth0 netns viewer
        ip -n viewer addr add 11.0.0.2/24 dev eth0
        ip -n viewer addr add 11.0.0.3/24 dev eth0
        ip -n viewer link set eth0 up
        ip -n viewer route add local 11.0.0.64/26 dev lo
        ip -n router addr add 11.0.0.1/24 dev wan
        ip -n router link set wan up
        ip -n router link add br0 address 02:00:00:00:00:01 type bridge
        ip -n router addr add 192.168.1.1/24 dev br0
        ip -n router link set br0 up
        ip netns exec router sysctl -qw net.ipv4.ip_forward=1
        plug() {
            ip link add lan-$1 netns router type veth peer name eth0 address $3 netns $1
            ip -n router link set lan-$1 master br0 up
            ip -n $1 addr add 192.168.1.$2/24 dev eth0
            ip -n $1 link set eth0 up
            ip -n $1 route add default via 192.168.1.1
        }
        plug nvr 10 02:00:00:00:00:10
        plug front-door 20 44:19:b6:00:00:20
        plug yard 21 44:19:b6:00:00:21
        plug host 50 02:00:00:00:00:50
        """;

    private const string AddIsolatedNetwork = """
        ip netns add isolated
        ip -n isolated link set lo up
        ip link add eth1 netns nvr type veth peer name eth0 address 44:19:b6:00:00:30 netns isolated
        ip -n nvr addr add 10.10.10.1/24 dev eth1
        ip -n nvr link set eth1 up
        ip -n isolated addr add 10.10.10.20/24 dev eth0
        ip -n isolated link set eth0 up
        """;

    private const string AddSecondPc = """
        ip netns add nvr2
        ip -n nvr2 link set lo up
        ip link add lan-nvr2 netns router type veth peer name eth0 address 02:00:00:00:00:12 netns nvr2
        ip -n router link set lan-nvr2 master br0 up
        ip -n nvr2 addr add 192.168.1.12/24 dev eth0
        ip -n nvr2 link set eth0 up
        ip -n nvr2 route add default via 192.168.1.1
        """;

    private const string AddSecondCard = """
        ip link add lan-nvr1 netns router type veth peer name eth1 address 02:00:00:00:00:11 netns nvr
        ip -n router link set lan-nvr1 master br0 up
        ip -n nvr addr add 192.168.1.11/24 dev eth1
        ip -n nvr link set eth1 up
        """;

    // Each camera has a card of its own, and answers ARP for its own address alone, as a machine of its own would.
    private const string AddCrowd = """
        ip netns add crowd
        ip -n crowd link set lo up
        ip netns exec crowd sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
        while read -r number mac; do
            ip link add crowd-$number netns router type veth peer name cam$number address $mac netns crowd
            ip -n router link set crowd-$number master br0 up
            ip -n crowd addr add 192.168.1.$number/24 dev cam$number
            ip -n crowd link set cam$number up
        done <<END

        """;

    private readonly Sandbox _sandbox;
    private readonly List<NetworkHost> _added = [];

    private RouterLab(Sandbox sandbox)
    {
        _sandbox = sandbox;
        Viewer = new NetworkHost(sandbox, "viewer");
        Router = new Router(sandbox);
        FrontDoor = new Camera(sandbox, "front-door", "192.168.1.20", width: 176);
        Yard = new Camera(sandbox, "yard", "192.168.1.21", width: 192);
        LanHost = new NetworkHost(sandbox, "host");
        Nvr = new Nvr(sandbox, "nvr");
        Dhcp = new Dhcp(this, sandbox);
    }

    /// <summary>Somebody on the internet.</summary>
    public NetworkHost Viewer { get; }

    /// <summary>The home router; its daemon is started by the test.</summary>
    public Router Router { get; }

    /// <summary>The PC that Porthole runs on.</summary>
    public Nvr Nvr { get; }

    /// <summary>A camera; its servers are started by the test.</summary>
    public Camera FrontDoor { get; }

    /// <summary>Another camera.</summary>
    public Camera Yard { get; }

    /// <summary>Another PC of the house.</summary>
    public NetworkHost LanHost { get; }

    /// <summary>Addresses by DHCP; not used before a test asks for a lease.</summary>
    public Dhcp Dhcp { get; }

    /// <summary>The room that the site stands in.</summary>
    public Sandbox Sandbox => _sandbox;

    /// <summary>The process id of the sandbox's first process: when the lab is gone, so is that.</summary>
    public int ProcessId => _sandbox.ProcessId;

    /// <summary>Builds the site; the router forwards and translates, its daemon does not run yet.</summary>
    public static async Task<RouterLab> BuildAsync()
    {
        var lab = new RouterLab(await Sandbox.OpenAsync());
        await lab.RunScriptAsync(Build);
        await lab.Router.FlushRulesAsync();
        return lab;
    }

    /// <summary>Gives the NVR PC a second network card with a camera that no other machine can reach.</summary>
    public async Task<Camera> AddIsolatedCameraAsync()
    {
        await RunScriptAsync(AddIsolatedNetwork);
        var camera = new Camera(_sandbox, "isolated", IsolatedCameraAddress, width: 208);
        _added.Add(camera);
        return camera;
    }

    /// <summary>Adds a namespace with a card <c>camN</c> and the address 192.168.1.N for each number, on the LAN.</summary>
    public async Task<NetworkHost> AddCrowdAsync(IEnumerable<(int Number, string Mac)> cameras)
    {
        await RunScriptAsync(AddCrowd + string.Concat(cameras.Select(camera => $"{camera.Number} {camera.Mac}\n")) + "END\n");
        var crowd = new NetworkHost(_sandbox, "crowd");
        _added.Add(crowd);
        return crowd;
    }

    /// <summary>Runs a script as root inside the sandbox, outside every machine.</summary>
    public Task RunAsync(string script) => RunScriptAsync(script);

    /// <summary>Adds a machine that is connected to nothing.</summary>
    public async Task<Nvr> AddLonelyPcAsync()
    {
        await RunScriptAsync("ip netns add lonely; ip -n lonely link set lo up");
        var pc = new Nvr(_sandbox, "lonely");
        _added.Add(pc);
        return pc;
    }

    /// <summary>Gives the NVR PC a second card in the same LAN; the default route stays where it is.</summary>
    public Task AddSecondCardAsync() => RunScriptAsync(AddSecondCard);

    /// <summary>Another PC of the house, on which Porthole can run too: 192.168.1.12.</summary>
    public async Task<Nvr> AddSecondPcAsync()
    {
        await RunScriptAsync(AddSecondPc);
        var pc = new Nvr(_sandbox, "nvr2");
        _added.Add(pc);
        return pc;
    }

    /// <summary>Pulls the cable that joins a machine and the router.</summary>
    public Task PullCableAsync(NetworkHost host) => Router.RunAsync("ip", "link", "set", $"lan-{host.Name}", "down");

    /// <summary>Plugs it in again.</summary>
    public Task PlugCableAsync(NetworkHost host) => Router.RunAsync("ip", "link", "set", $"lan-{host.Name}", "up");

    /// <summary>What a failure message shows of the whole site.</summary>
    public async Task<string> DescribeAsync()
    {
        var text = "";
        foreach (var pc in _added.Prepend(Nvr).OfType<Nvr>())
            text += await pc.DescribeAsync();
        return text + await Router.DescribeAsync();
    }

    /// <summary>Tears the site down.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in new NetworkHost[] { Viewer, Router, Nvr, FrontDoor, Yard, LanHost }.Concat(_added))
            host.Dispose();
        await _sandbox.DisposeAsync();
    }

    private async Task RunScriptAsync(string script) => (await _sandbox.RunAsync(null, "sh", ["-e"], input: script)).OrThrow();
}
