using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Device;
using Porthole.Simulation.Device.Dhip;
using Porthole.Simulation.Device.Mdns;
using Porthole.Simulation.Device.Onvif;
using Porthole.Simulation.Device.Sadp;
using Porthole.Simulation.Device.Xmeye;
using Porthole.Simulation.Http;
using Porthole.Simulation.Net;

namespace Porthole.Simulation;

/// <summary>A camera as it looks to who searches the network: its answers to the search protocols, ONVIF's device service, and open ports with nothing behind them.</summary>
/// <example>
/// <code>
/// await using var device = SimulatedDevice.Start(new()
/// {
///     Brand = SimulatedBrand.Hikvision, Address = IPAddress.Parse("127.0.0.30"), Mac = "44:19:b6:00:00:01",
/// });
/// </code>
/// </example>
public sealed class SimulatedDevice : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly List<SearchResponder> _responders = [];
    private readonly DeviceServiceAnswers _onvif;
    private readonly DeviceFace _face;

    private SimulatedDevice(SimulatedDeviceOptions options, TimeProvider time)
    {
        Options = options;
        var face = DeviceFace.Of(options, time);
        HttpServer? http = null;
        var onvif = _onvif = new DeviceServiceAnswers(face, () => http!.EndPoint.Port);
        _parts.Push(http = new HttpServer(new IPEndPoint(options.Address, face.HttpPort), (call, _) => ValueTask.FromResult<HttpReply?>(onvif.Answer(call)), time));
        var rtsp = Open(options.Address, face.RtspPort);
        var server = options.Brand == SimulatedBrand.Axis ? 0 : Open(options.Address, face.ServerPort);
        _face = face with { HttpPort = http.EndPoint.Port, RtspPort = rtsp, ServerPort = server };
        Answer();
    }

    /// <summary>What it was started with.</summary>
    public SimulatedDeviceOptions Options { get; }

    /// <summary>The TCP port of the web page and of ONVIF.</summary>
    public int HttpPort => _face.HttpPort;

    /// <summary>The TCP port of the maker's app; 0 for none.</summary>
    public int ServerPort => _face.ServerPort;

    /// <summary>The TCP port of RTSP.</summary>
    public int RtspPort => _face.RtspPort;

    /// <summary>The UDP ports it answers on: that of the maker's protocol first, where it has one, WS-Discovery's last.</summary>
    public ImmutableArray<int> SearchPorts => [.. _responders.Select(responder => responder.Port)];

    /// <summary>How many questions of search protocols it understood.</summary>
    public int Questions => _responders.Sum(responder => responder.Questions);

    /// <summary>How many ONVIF calls it answered.</summary>
    public int OnvifCalls => _onvif.Calls;

    /// <summary>How many requests carried a user or a password.</summary>
    public int SignIns => _onvif.SignIns;

    /// <summary>Starts a device; its ports are bound when this returns.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="time">Its clock; null for the system's.</param>
    /// <exception cref="SocketException">A port is taken, or the address or card is not this machine's.</exception>
    public static SimulatedDevice Start(SimulatedDeviceOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SimulatedDevice(options, time ?? TimeProvider.System);
    }

    /// <summary>Switches it off.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
    }

    private void Answer()
    {
        var ports = Options.SearchPorts;
        switch (Options.Brand)
        {
            case SimulatedBrand.Hikvision:
                Add(new SearchResponder(_face, ports.Sadp, SadpAnswers.Group, new SadpAnswers(_face).Answer, answersToGroup: true));
                break;
            case SimulatedBrand.Dahua:
                Add(new SearchResponder(_face, ports.Dhip, DhipAnswers.Group, new DhipAnswers(_face).Answer));
                break;
            case SimulatedBrand.Axis:
                Add(new SearchResponder(_face, ports.Mdns, MdnsAnswers.Group, new MdnsAnswers(_face).Answer));
                break;
            case SimulatedBrand.Xmeye:
                Add(new SearchResponder(_face, ports.Xmeye, null, new XmeyeAnswers(_face).Answer));
                break;
            case SimulatedBrand.Reolink:
                break;
        }

        Add(new SearchResponder(_face, ports.WsDiscovery, WsDiscoveryAnswers.Group, new WsDiscoveryAnswers(_face).Answer));
    }

    private void Add(SearchResponder responder)
    {
        _responders.Add(responder);
        _parts.Push(responder);
    }

    private int Open(IPAddress address, int port)
    {
        var service = TcpService.Listen(new IPEndPoint(address, port), static async (socket, stop) => await Sockets.UntilClosedAsync(socket, stop));
        _parts.Push(service);
        return service.EndPoint.Port;
    }
}
