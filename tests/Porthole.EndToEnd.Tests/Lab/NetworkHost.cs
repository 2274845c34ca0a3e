using System.Net;
using System.Net.Sockets;

namespace Porthole.Lab;

/// <summary>One machine of the lab: a network namespace with a loopback and an Ethernet card <c>eth0</c>.</summary>
public class NetworkHost : IDisposable
{
    private readonly HttpClient _http;
    private readonly List<Doorbell> _doorbells = [];

    internal NetworkHost(Sandbox sandbox, string name)
    {
        Sandbox = sandbox;
        Name = name;
        _http = NamespaceSocket.CreateHttpClient(NamespaceFile);
    }

    /// <summary>Its name: the network namespace's inside the sandbox.</summary>
    public string Name { get; }

    /// <summary>An HTTP client on this machine, without a process of its own.</summary>
    public HttpClient Http => _http;

    /// <summary>The sandbox it stands in.</summary>
    protected Sandbox Sandbox { get; }

    private string NamespaceFile => Sandbox.FromOutside($"/run/netns/{Name}");

    /// <summary>Starts a program on this machine.</summary>
    public LabProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Sandbox.Start(Name, program, arguments, environment);

    /// <summary>Runs a program on this machine to its end, whatever that is.</summary>
    public Task<CommandResult> TryAsync(string program, params IEnumerable<string> arguments) => Sandbox.RunAsync(Name, program, arguments);

    /// <summary>Runs a program on this machine; throws what it said when it fails.</summary>
    public async Task<CommandResult> RunAsync(string program, params IEnumerable<string> arguments) => (await TryAsync(program, arguments)).OrThrow();

    /// <summary>Makes a TCP socket on this machine, for IPv4.</summary>
    internal Socket CreateTcp() => NamespaceSocket.Create(NamespaceFile, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Opens a TCP connection from this machine, from one of its addresses when one is named.</summary>
    public async Task<Socket> ConnectAsync(IPEndPoint target, IPAddress? from = null)
    {
        var socket = CreateTcp();
        try
        {
            if (from is not null)
                socket.Bind(new IPEndPoint(from, 0));
            using var limit = new CancellationTokenSource(Wait.Bound);
            await socket.ConnectAsync(target, limit.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Opens a TCP port on this machine that says this machine's name to whoever connects, until this machine goes.</summary>
    public Doorbell HangDoorbell(int port)
    {
        var socket = CreateTcp();
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        socket.Listen();
        var doorbell = new Doorbell(socket, Name);
        _doorbells.Add(doorbell);
        return doorbell;
    }

    /// <summary>Opens a UDP port on this machine; 0 lets it choose.</summary>
    public Socket BindUdp(int port)
    {
        var socket = NamespaceSocket.Create(NamespaceFile, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        return socket;
    }

    /// <summary>Sets the default route, or replaces it.</summary>
    public Task SetDefaultRouteAsync(string gateway) => RunAsync("ip", "route", "replace", "default", "via", gateway);

    /// <summary>Takes the default route away.</summary>
    public Task RemoveDefaultRouteAsync() => RunAsync("ip", "route", "flush", "exact", "0.0.0.0/0");

    /// <summary>Gives the card another address, as a new DHCP lease does; a default route is kept.</summary>
    public async Task MoveToAsync(string address)
    {
        var gateway = (await RunAsync("ip", "-4", "route", "show", "default")).Output.Split(' ').SkipWhile(word => word != "via").Skip(1).FirstOrDefault();
        await RunAsync("ip", "-4", "addr", "flush", "dev", "eth0");
        await RunAsync("ip", "addr", "add", $"{address}/24", "dev", "eth0");
        if (gateway is not null)
            await SetDefaultRouteAsync(gateway);
    }

    /// <summary>Waits until something listens on a port of this machine.</summary>
    public Task WaitForListenerAsync(string transport, int port, Func<string> log) => Wait.UntilAsync(
        $"{transport} port {port} of {Name} to be listened on",
        async () => (await RunAsync("ss", "-Hln", transport == "udp" ? "-u" : "-t", "sport", "=", $":{port}")).Output.Length > 0,
        () => Task.FromResult(log()));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _http.Dispose();
        foreach (var doorbell in _doorbells)
            doorbell.Dispose();
    }
}
