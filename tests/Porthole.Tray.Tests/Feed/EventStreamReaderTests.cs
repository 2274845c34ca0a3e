using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Tray.Feed;

namespace Porthole.Tray.Tests.Feed;

public sealed class EventStreamReaderTests
{
    [Theory]
    [InlineData("data: one\n\n", "message:one")]
    [InlineData("data: one\r\n\r\n", "message:one")]
    [InlineData("data: one\r\r", "message:one")]
    [InlineData("\uFEFFdata: one\n\n", "message:one")]
    [InlineData("event: status\ndata: {}\n\n", "status:{}")]
    [InlineData("data: {}\nevent: status\n\n", "status:{}")]
    [InlineData("data: one\ndata: two\n\n", "message:one\ntwo")]
    [InlineData("data:one\n\n", "message:one")]
    [InlineData("data:  one\n\n", "message: one")]
    [InlineData("data\ndata\n\n", "message:\n")]
    [InlineData(": a comment\nid: 7\nretry: 10\nother: x\ndata: one\n\n", "message:one")]
    [InlineData("event: status\n\ndata: one\n\n", "message:one")]
    [InlineData("event: a\nevent: b\ndata: one\n\n", "b:one")]
    [InlineData("data: one\n\ndata: two\n\n", "message:one|message:two")]
    [InlineData("\n\n\ndata: one\n\n\n\n", "message:one")]
    public void Read_WellFormed_GivesEvents(string stream, string expected) => Events(stream).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("data: one")]
    [InlineData("data: one\n")]
    [InlineData("event: status\n\n")]
    [InlineData(":\n\n")]
    [InlineData("DATA: one\n\n")]
    [InlineData("<!doctype html>\n\n")]
    public void Read_NoWholeEvent_GivesNone(string stream) => Events(stream).ShouldBe("");

    [Fact]
    public void Read_BrokenUtf8InType_IsNoError() =>
        Read([.. "event: "u8, 0xff, 0xc3, .. "\ndata: one\n\n"u8]).Single().Data.ShouldBe("one"u8.ToArray());

    [Fact]
    public void Read_LineWithoutEnd_StopsAtTheLimit()
    {
        var endless = new EndlessStream("data: ", "a");

        new EventStreamReader(endless, 1000).Read(out _).ShouldBe(EventRead.TooLarge);
        endless.Given.ShouldBeLessThan(1100);
    }

    [Fact]
    public void Read_EventWithoutEnd_StopsAtTheLimit()
    {
        var endless = new EndlessStream("", "data: aaaaaaaaaa\n");

        new EventStreamReader(endless, 1000).Read(out _).ShouldBe(EventRead.TooLarge);
        endless.Given.ShouldBeLessThan(2000);
    }

    [Fact]
    public void Read_ManyEmptyDataLines_StopsAtTheLimit() =>
        new EventStreamReader(new EndlessStream("", "data\n"), 1000).Read(out _).ShouldBe(EventRead.TooLarge);

    [Fact]
    public void Read_EventOfTheLargestSize_IsWhole()
    {
        var data = new string('x', 990);

        new EventStreamReader(new MemoryStream(Encoding.UTF8.GetBytes($"data: {data}\n\n")), 1000).Read(out var item).ShouldBe(EventRead.Event);
        Encoding.UTF8.GetString(item.Data.Span).ShouldBe(data);
    }

    [Fact]
    public void Read_AnyBytes_EndsWithoutError() => Prop.ForAll<byte[]>(bytes =>
    {
        Read(bytes);
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyLines_RoundTrip() => Prop.ForAll<NonEmptyArray<NonNull<string>>, int>((lines, ending) =>
    {
        var texts = lines.Get.Select(line => new string([.. line.Get.Where(char.IsAscii).Where(character => character is not '\r' and not '\n')])).ToList();
        var end = (ending & 3) switch { 0 => "\r", 1 => "\r\n", _ => "\n" };
        var stream = string.Concat(texts.Select(text => $"data: {text}{end}")) + end;

        return Encoding.UTF8.GetString(Read(Encoding.UTF8.GetBytes(stream)).Single().Data) == string.Join('\n', texts);
    }).QuickCheckThrowOnFailure();

    private static string Events(string stream) =>
        string.Join('|', Read(Encoding.UTF8.GetBytes(stream)).Select(item => $"{item.Type}:{Encoding.UTF8.GetString(item.Data)}"));

    private static List<(string Type, byte[] Data)> Read(byte[] stream)
    {
        var sut = new EventStreamReader(new MemoryStream(stream));
        var events = new List<(string, byte[])>();
        while (sut.Read(out var item) == EventRead.Event) events.Add((item.Type, item.Data.ToArray()));
        return events;
    }

    /// <summary>Repeats the same bytes for ever.</summary>
    private sealed class EndlessStream(string start, string repeated) : MemoryStream
    {
        public int Given { get; private set; }

        public override int ReadByte()
        {
            var index = Given++;
            return index < start.Length ? start[index] : repeated[(index - start.Length) % repeated.Length];
        }
    }
}
