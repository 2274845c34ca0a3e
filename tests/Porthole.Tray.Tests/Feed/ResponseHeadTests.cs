using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Tray.Feed;

namespace Porthole.Tray.Tests.Feed;

public sealed class ResponseHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nbody", 200, "text/event-stream")]
    [InlineData("HTTP/1.0 404 Not Found\ncontent-type:text/html; charset=utf-8\n\nbody", 404, "text/html; charset=utf-8")]
    [InlineData("HTTP/1.1 204\r\n\r\nbody", 204, "")]
    public void Read_Answer_GivesStatusAndTypeAndLeavesTheBody(string answer, int status, string contentType)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(answer));

        ResponseHead.Read(stream).ShouldBe(new ResponseHead(status, contentType));
        new StreamReader(stream).ReadToEnd().ShouldBe("body");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 -20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 012 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    public void Read_AnythingElse_GivesNone(string answer) =>
        ResponseHead.Read(new MemoryStream(Encoding.ASCII.GetBytes(answer))).ShouldBeNull();

    [Fact]
    public void Read_HeadersWithoutEnd_StopsAtTheLimit()
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X-Header: x\r\n", 100_000))));

        ResponseHead.Read(stream).ShouldBeNull();
        stream.Position.ShouldBeLessThanOrEqualTo(ResponseHead.MaxBytes);
    }

    [Fact]
    public void Read_AnyBytes_EndsWithoutError() => Prop.ForAll<byte[]>(bytes =>
    {
        ResponseHead.Read(new MemoryStream(bytes));
        ResponseHead.Read(new MemoryStream([.. "HTTP/1.1 200 OK\r\n"u8, .. bytes]));
        return true;
    }).QuickCheckThrowOnFailure();
}
