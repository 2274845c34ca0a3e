using System.Net.Sockets;
using System.Text;

namespace Porthole.Tray.Feed;

/// <summary>
/// One request to the agent, over a blocking socket. The framework's HTTP client and its asynchronous sockets
/// would cost a program that sits in memory all day 13 MB and five threads; this costs one of each (measured).
/// </summary>
internal sealed class AgentConnection : IDisposable
{
    /// <summary>The agent answers from memory; what takes longer than this is not an agent that works.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly CancellationTokenRegistration _cancellation;

    private AgentConnection(Socket socket, CancellationTokenRegistration cancellation, BufferedStream body, ResponseHead head)
    {
        _socket = socket;
        _cancellation = cancellation;
        Body = body;
        Head = head;
    }

    public ResponseHead Head { get; }

    /// <summary>The answer's body, up to its end; it buffers.</summary>
    public BufferedStream Body { get; }

    /// <summary>Asks and reads the head of the answer; null when what answers does not speak HTTP.</summary>
    /// <param name="agent">The agent's address.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, escaped, with its leading slash.</param>
    /// <param name="token">The bearer token; null to read only.</param>
    /// <param name="cancellationToken">Breaks the connection off at any time, while it is read too.</param>
    /// <exception cref="IOException">The connection broke or took too long.</exception>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    /// <exception cref="ObjectDisposedException">It was broken off.</exception>
    public static AgentConnection? Open(AgentAddress agent, string method, string path, string? token, CancellationToken cancellationToken)
    {
        var socket = new Socket(agent.Ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var cancellation = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        AgentConnection? connection = null;
        try
        {
            socket.SendTimeout = socket.ReceiveTimeout = (int)AnswerTime.TotalMilliseconds;
            socket.Connect(agent.Ip, agent.Port);
            socket.Send(Request(agent, method, path, token));
            var body = new BufferedStream(new NetworkStream(socket, ownsSocket: false));
            if (ResponseHead.Read(body) is { } head) connection = new AgentConnection(socket, cancellation, body, head);
            return connection;
        }
        finally
        {
            if (connection is null)
            {
                cancellation.Dispose();
                socket.Dispose();
            }
        }
    }

    /// <summary>From here on the body may take as long as it likes.</summary>
    public void WaitForever() => _socket.ReceiveTimeout = 0;

    public void Dispose()
    {
        _cancellation.Dispose();
        Body.Dispose();
        _socket.Dispose();
    }

    // HTTP/1.0, because its answers are not chunked and end with the connection (RFC 9112, section 6.1).
    private static byte[] Request(AgentAddress agent, string method, string path, string? token) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.0\r\nHost: {agent.Host}:{agent.Port}\r\n"
        + (token is null ? "" : $"Authorization: Bearer {token}\r\n")
        + (method == "POST" ? "Content-Length: 0\r\n" : "")
        + "\r\n");
}
