using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Porthole.Lab;

/// <summary>Sockets of another network namespace, used from this process: a socket stays in the namespace it was made in.</summary>
internal static partial class NamespaceSocket
{
    // <linux/sched.h>: the kind of namespace that setns enters.
    private const int NetworkNamespace = 0x40000000;

    /// <summary>Makes a socket in the namespace that the file names.</summary>
    public static Socket Create(string namespaceFile, AddressFamily family, SocketType type, ProtocolType protocol)
    {
        Socket? socket = null;
        Exception? failure = null;

        // setns moves the calling thread only, so the thread that calls it is not one that anybody else will get.
        var thread = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle(namespaceFile);
                if (SetNamespace((int)file.DangerousGetHandle(), NetworkNamespace) != 0)
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                socket = new Socket(family, type, protocol);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return socket ?? throw new LabException($"No socket in {namespaceFile}", failure!);
    }

    /// <summary>An HTTP client whose connections start in the namespace; URLs name addresses, or this host as localhost.</summary>
    public static HttpClient CreateHttpClient(string namespaceFile) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var host = context.DnsEndPoint.Host;
            var address = host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host);
            var socket = Create(namespaceFile, address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int file, int kind);
}
