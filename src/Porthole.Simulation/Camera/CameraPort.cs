using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Camera;

/// <summary>One port of a camera with the fault that it has now.</summary>
internal sealed class CameraPort : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Func<Outlet, CancellationToken, Task> _serve;
    private readonly TaskSet _closing = new();
    private readonly ConcurrentDictionary<Socket, IPEndPoint> _clients = new();
    private volatile CameraFault _fault = CameraFault.None;
    private TcpService? _service;
    private int _accepted;

    public CameraPort(IPEndPoint endPoint, Func<Outlet, CancellationToken, Task> serve)
    {
        _serve = serve;
        _service = TcpService.Listen(endPoint, ServeAsync);
        EndPoint = _service.EndPoint;
    }

    public IPEndPoint EndPoint { get; }

    public int Accepted => Volatile.Read(ref _accepted);

    public IEnumerable<IPEndPoint> Clients => _clients.Values;

    public void SetFault(CameraFault fault)
    {
        lock (_gate)
        {
            _fault = fault;
            if (fault.Refuses)
                Close();
            else
                _service ??= TcpService.Listen(EndPoint, ServeAsync);
        }
    }

    /// <summary>Stops to listen at once and closes what is open.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_service is { } service)
                _closing.Add(service.DisposeAsync().AsTask());
            _service = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _closing.WhenAllAsync();
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _accepted);
        _clients[socket] = (IPEndPoint)socket.RemoteEndPoint!;
        try
        {
            var fault = _fault;
            if (fault.IsSilent)
                await Sockets.UntilClosedAsync(socket, cancellationToken);
            else
                await _serve(new Outlet(socket, fault.Budget), cancellationToken);
        }
        finally
        {
            _clients.TryRemove(socket, out _);
        }
    }
}
