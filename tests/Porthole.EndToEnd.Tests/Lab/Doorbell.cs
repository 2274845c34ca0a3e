using System.Net.Sockets;
using System.Text;

namespace Porthole.Lab;

/// <summary>
/// A port of a device that says the device's name to whoever connects, and hangs up. It lives in the test's process: it has to answer
/// hundreds of callers a second.
/// </summary>
public sealed class Doorbell : IAsyncDisposable
{
    // A device that says less looks to the relay like one that shows a scanner the door.
    private const int Length = 2048;

    private readonly Socket _socket;
    private readonly byte[] _name;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;

    internal Doorbell(Socket socket, string name)
    {
        (_socket, _name) = (socket, Encoding.ASCII.GetBytes(name.PadRight(Length)));
        _answering = Task.Run(AnswerAsync);
    }

    /// <summary>Closes the port.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _answering;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            try
            {
                using var caller = await _socket.AcceptAsync(_stop.Token);
                await caller.SendAsync(_name, SocketFlags.None, _stop.Token);
            }
            catch (SocketException)
            {
                // The caller has gone away.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
