using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.Simulation.Http;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Http;

public sealed class MessageReaderTests
{
    private const string Request = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nX-Y:  z \r\n\r\nhello world";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Read_CutAnywhere_IsTheSameMessage(int seed)
    {
        var (near, far) = await PairAsync();
        using (near)
        using (far)
        {
            var random = new Random(seed);
            var sending = Task.Run(async () =>
            {
                // Three messages behind one another, cut without regard to where one ends.
                var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Request, 3)));
                for (var at = 0; at < bytes.Length;)
                {
                    var length = Math.Min(random.Next(1, 40), bytes.Length - at);
                    at += await far.SendAsync(bytes.AsMemory(at, length));
                    await Task.Yield();
                }
            });
            var reader = new MessageReader(near);
            for (var i = 0; i < 3; i++)
            {
                var (message, _) = await reader.ReadAsync(TestContext.Current.CancellationToken);
                message.ShouldNotBeNull().StartLine.ShouldBe("POST /x HTTP/1.1");
                message.Header("x-y").ShouldBe("z");
                Encoding.ASCII.GetString(message.Body.Span).ShouldBe("hello world");
            }

            await sending;
        }
    }

    [Theory]
    [InlineData("", nameof(ReadFailure.Closed))]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n", nameof(ReadFailure.Closed))]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc", nameof(ReadFailure.Closed))]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", nameof(ReadFailure.Malformed))]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", nameof(ReadFailure.Malformed))]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", nameof(ReadFailure.Malformed))]
    [InlineData("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(ReadFailure.Malformed))]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 262145\r\n\r\n", nameof(ReadFailure.TooLarge))]
    public async Task Read_NoMessage_SaysWhy(string text, string failure)
    {
        var (near, far) = await PairAsync();
        using (near)
        {
            using (far)
                await far.SendAsync(Encoding.ASCII.GetBytes(text));
            var (message, why) = await new MessageReader(near).ReadAsync(TestContext.Current.CancellationToken);
            message.ShouldBeNull();
            why.ToString().ShouldBe(failure);
        }
    }

    [Fact]
    public async Task Read_EndlessHeader_IsCutOff()
    {
        var (near, far) = await PairAsync();
        using (near)
        using (far)
        {
            var sending = far.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n" + new string('x', 20_000)));
            (await new MessageReader(near).ReadAsync(TestContext.Current.CancellationToken)).Failure.ShouldBe(ReadFailure.TooLarge);
            await sending;
        }
    }

    [Theory]
    [InlineData("GET /lf HTTP/1.0\nHost: a\n\n", "GET /lf HTTP/1.0", "a")]
    [InlineData("GET /odd HTTP/1.0\r\nno colon\r\n: no name\r\nHost:a\r\n\r\n", "GET /odd HTTP/1.0", "a")]
    public async Task Read_OddHeads_AreReadAsFarAsTheyGo(string text, string line, string host)
    {
        var (near, far) = await PairAsync();
        using (near)
        using (far)
        {
            await far.SendAsync(Encoding.ASCII.GetBytes(text));
            var (message, _) = await new MessageReader(near).ReadAsync(TestContext.Current.CancellationToken);
            message.ShouldNotBeNull().StartLine.ShouldBe(line);
            message.Header("HOST").ShouldBe(host);
        }
    }

    private static async Task<(Socket Near, Socket Far)> PairAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var far = await Wire.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        return (await listener.AcceptSocketAsync(TestContext.Current.CancellationToken), far);
    }
}
