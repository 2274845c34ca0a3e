using System.Net;
using System.Text;
using Porthole.Simulation.Net;
using Porthole.Simulation.Router.Upnp;

namespace Porthole.Simulation.Router.Ssdp;

/// <summary>Answers searches and sends NOTIFY (UPnP Device Architecture 1.1, 1.2 and 1.3), worded as miniupnpd does.</summary>
internal sealed class SsdpServer : IAsyncDisposable
{
    // What miniupnpd 2.3.1 says, though UPnP Device Architecture 1.1, 1.2.2 asks for 1800 at least.
    private const int MaxAge = 120;

    // IANA: SSDP's group and port.
    private static readonly IPAddress Group = new([239, 255, 255, 250]);

    private readonly RouterCore _core;
    private readonly Urns _urns;
    private readonly Func<Uri> _location;
    private readonly UdpService _socket;
    private UdpService? _group;

    public SsdpServer(RouterCore core, Urns urns, Func<Uri> location)
    {
        (_core, _urns, _location) = (core, urns, location);
        _socket = UdpService.Bind(new IPEndPoint(core.Options.LanAddress, core.Options.SsdpPort), AnswerUnicastAsync, shared: core.Options.JoinMulticast);
    }

    public int Port => _socket.EndPoint.Port;

    /// <summary>
    /// Hears multicast too. On Linux and macOS a socket bound to one address does not, so the group has a socket
    /// of its own, and answers leave from the first one, from the router's address. Windows cannot bind to a
    /// group; there the first socket joins.
    /// </summary>
    /// <exception cref="System.Net.Sockets.SocketException">The interface cannot join the group.</exception>
    public void JoinGroup()
    {
        if (OperatingSystem.IsWindows())
            _socket.Join(Group, _core.Options.LanAddress);
        else
            (_group = UdpService.Bind(new IPEndPoint(Group, Port), AnswerAsync, shared: true)).Join(Group, _core.Options.LanAddress);
    }

    /// <summary>Says goodbye for the old boot and hello for the new one to every listener that was set.</summary>
    public async Task NotifyAsync(bool alive, IEnumerable<IPEndPoint> to, CancellationToken cancellationToken)
    {
        foreach (var listener in to)
        {
            foreach (var (target, uuid) in _urns.Targets)
            {
                if (_core.Quirks.ChangeSsdpNotify(Notification(alive, target, uuid)) is { } text)
                    await _socket.SendAsync(Encoding.Latin1.GetBytes(text), listener, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        if (_group is not null)
            await _group.DisposeAsync();
    }

    private Task AnswerUnicastAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from, CancellationToken cancellationToken)
    {
        if (_core.Options.AnswerUnicastSearch)
            return AnswerAsync(datagram, from, cancellationToken);
        _core.Counts.Add(RouterRequest.Search);
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from, CancellationToken cancellationToken)
    {
        if (SearchTarget(Encoding.UTF8.GetString(datagram.Span)) is not { } wanted)
        {
            _core.Counts.Add(RouterRequest.OtherDatagram);
            return;
        }

        _core.Counts.Add(RouterRequest.Search);
        await _core.ThinkAsync(cancellationToken);
        if (!_core.Answers(RouterProtocols.Upnp))
            return;
        foreach (var (target, uuid) in _urns.Targets)
        {
            if (Fits(wanted, target) is { } answered && _core.Quirks.ChangeSsdp(Response(answered, uuid)) is { } text)
                await SendAnswerAsync(Encoding.Latin1.GetBytes(text), from, cancellationToken);
        }
    }

    private async Task SendAnswerAsync(byte[] answer, IPEndPoint to, CancellationToken cancellationToken)
    {
        if (_core.Quirks.AnswerSsdpFrom is not { } address)
        {
            await _socket.SendAsync(answer, to, cancellationToken);
            return;
        }

        await using var other = UdpService.Bind(new IPEndPoint(address, 0), static (_, _, _) => Task.CompletedTask);
        await other.SendAsync(answer, to, cancellationToken);
    }

    /// <summary>The ST header of an M-SEARCH; null for anything else.</summary>
    private static string? SearchTarget(string text)
    {
        var lines = text.Split('\n');
        if (!lines[0].StartsWith("M-SEARCH * HTTP/1.1", StringComparison.Ordinal))
            return null;
        string? target = null;
        var discover = false;
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':');
            if (colon < 0)
                continue;
            var value = line[(colon + 1)..].Trim();
            if (line.AsSpan(0, colon).Trim().Equals("ST", StringComparison.OrdinalIgnoreCase))
                target = value;
            if (line.AsSpan(0, colon).Trim().Equals("MAN", StringComparison.OrdinalIgnoreCase))
                discover = value == "\"ssdp:discover\"";
        }

        return discover ? target : null;
    }

    /// <summary>The ST to answer with: an earlier version that is asked for is answered as asked (UPnP Device Architecture 1.1, 1.3.3).</summary>
    private static string? Fits(string wanted, string target)
    {
        if (wanted == "ssdp:all" || wanted == target)
            return target;
        var colon = wanted.LastIndexOf(':');
        return colon > 0
            && wanted.StartsWith("urn:", StringComparison.Ordinal)
            && target.StartsWith(wanted[..(colon + 1)], StringComparison.Ordinal)
            && int.TryParse(wanted.AsSpan(colon + 1), out var asked)
            && int.TryParse(target.AsSpan(colon + 1), out var mine)
            && asked >= 1 && asked <= mine
            ? wanted
            : null;
    }

    private string Response(string target, string uuid) =>
        $"HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age={MaxAge}\r\nST: {target}\r\nUSN: {Usn(target, uuid)}\r\nEXT:\r\n" + Rest();

    private string Notification(bool alive, string target, string uuid) =>
        $"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age={MaxAge}\r\n"
        + $"NT: {target}\r\nUSN: {Usn(target, uuid)}\r\nNTS: {(alive ? "ssdp:alive" : "ssdp:byebye")}\r\n" + Rest();

    private string Rest() =>
        $"SERVER: {_core.Options.Server}\r\nLOCATION: {_location()}\r\n"
        + "OPT: \"http://schemas.upnp.org/upnp/1/0/\"; ns=01\r\n"
        + $"01-NLS: {_core.BootId}\r\nBOOTID.UPNP.ORG: {_core.BootId}\r\nCONFIGID.UPNP.ORG: 1337\r\n\r\n";

    private static string Usn(string target, string uuid) => target == uuid ? uuid : $"{uuid}::{target}";
}
