using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Camera;
using Porthole.Simulation.Camera.Picture;
using Porthole.Simulation.Camera.Rtsp;
using Porthole.Simulation.Camera.Web;
using Porthole.Simulation.Http;

namespace Porthole.Simulation;

/// <summary>
/// A camera inside this process: an RTSP server with a moving picture that ordinary players show over TCP, and
/// a web page with snapshots.
/// </summary>
/// <remarks>The stream is Motion JPEG over RTP (RFC 2435), 320 by 240, on the RTSP connection itself; UDP is refused with 461, so that players try TCP.</remarks>
/// <example>
/// <code>
/// await using var camera = SimulatedCamera.Start(new SimulatedCameraOptions { Name = "Garage" });
/// // ffplay -rtsp_transport tcp {camera.StreamUrl}
/// camera.RefuseConnections();
/// </code>
/// </example>
public sealed class SimulatedCamera : IAsyncDisposable
{
    private readonly PictureSource _pictures;
    private readonly CameraPort _rtsp;
    private readonly CameraPort _http;
    private bool _isDisposed;

    private SimulatedCamera(SimulatedCameraOptions options, TimeProvider time)
    {
        Options = options;
        _pictures = new PictureSource(options.Name, options.FramesPerSecond, time);
        var description = new SessionDescription(options.Name, options.FramesPerSecond);
        var page = new CameraPage(options.Name, options.StreamPath, _pictures);
        _rtsp = new CameraPort(new IPEndPoint(options.Address, options.RtspPort), async (outlet, stop) =>
        {
            using var connection = new RtspConnection(outlet, _pictures, description);
            await connection.ServeAsync(stop);
        });
        try
        {
            _http = new CameraPort(
                new IPEndPoint(options.Address, options.HttpPort),
                (outlet, stop) => HttpServer.ServeAsync(outlet, (call, _) => ValueTask.FromResult<HttpReply?>(page.Answer(call)), time, stop));
        }
        catch
        {
            _rtsp.Close();
            throw;
        }
    }

    /// <summary>What it was started with.</summary>
    public SimulatedCameraOptions Options { get; }

    /// <summary>The camera's name.</summary>
    public string Name => Options.Name;

    /// <summary>Its address on the LAN.</summary>
    public IPAddress Address => Options.Address;

    /// <summary>The TCP port of RTSP.</summary>
    public int RtspPort => _rtsp.EndPoint.Port;

    /// <summary>The TCP port of HTTP.</summary>
    public int HttpPort => _http.EndPoint.Port;

    /// <summary>The URL of the stream on the LAN.</summary>
    public Uri StreamUrl => new($"rtsp://{_rtsp.EndPoint}{Options.StreamPath}");

    /// <summary>The URL of the web page on the LAN.</summary>
    public Uri PageUrl => new($"http://{_http.EndPoint}/");

    /// <summary>How many players watch the stream now.</summary>
    public int Viewers => _pictures.Viewers;

    /// <summary>The far ends of the open connections, RTSP first: behind a NAT the viewers, behind a relay the relay.</summary>
    public IReadOnlyList<IPEndPoint> Clients => [.. _rtsp.Clients, .. _http.Clients];

    /// <summary>How many connections were accepted since the start.</summary>
    public int Accepted => _rtsp.Accepted + _http.Accepted;

    /// <summary>Starts a camera; its ports are bound when this returns.</summary>
    /// <param name="options">What it is like; null for the defaults.</param>
    /// <param name="time">Its clock, for pictures and their pace; null for the system's.</param>
    /// <exception cref="SocketException">A port that was asked for is taken, or the address is not this machine's.</exception>
    public static SimulatedCamera Start(SimulatedCameraOptions? options = null, TimeProvider? time = null)
    {
        options ??= new SimulatedCameraOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FramesPerSecond, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.FramesPerSecond, 30, nameof(options));
        return new SimulatedCamera(options, time ?? TimeProvider.System);
    }

    /// <summary>The picture of this moment as a JPEG file.</summary>
    public byte[] TakeSnapshot() => _pictures.Snapshot();

    /// <summary>Closes every connection and refuses new ones: the camera that has lost its power, seen on one machine.</summary>
    public void RefuseConnections() => SetFault(CameraFault.Refuse);

    /// <summary>Accepts connections and says nothing: the camera that hangs. Open connections stay as they are.</summary>
    public void GoSilent() => SetFault(CameraFault.Silent);

    /// <summary>Resets each new connection after it has sent so many bytes: the camera that crashes while it streams.</summary>
    /// <param name="bytes">At least 0; with 0 a connection is reset as soon as it would send.</param>
    public void CloseAfter(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        SetFault(CameraFault.CloseAfter(bytes));
    }

    /// <summary>Behaves well again, on the same ports.</summary>
    /// <exception cref="SocketException">After <see cref="RefuseConnections"/>, when another program has taken a port meanwhile.</exception>
    public void Resume() => SetFault(CameraFault.None);

    /// <summary>Switches it off.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _rtsp.DisposeAsync();
        await _http.DisposeAsync();
        await _pictures.DisposeAsync();
    }

    private void SetFault(CameraFault fault)
    {
        _rtsp.SetFault(fault);
        _http.SetFault(fault);
    }
}
