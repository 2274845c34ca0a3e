using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Connections;
using Porthole.Relay;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Connections;

public sealed class ConnectionLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("porthole-connections-").FullName;
    private readonly ManualTime _time = new();

    [Fact]
    public void Add_AConnection_IsALineOfTodaysFile()
    {
        using (var sut = Open()) sut.Add(Record(1));

        var line = File.ReadAllLines(Path.Combine(_folder, "1970-01-01.jsonl")).ShouldHaveSingleItem();
        JsonSerializer.Deserialize(line, ConnectionJson.Default.ConnectionRecord).ShouldBe(Record(1));
        line.ShouldContain("\"end\":\"idle-timeout\"");
    }

    [Fact]
    public void Add_AfterAMonth_OnlyThirtyDaysAreKept()
    {
        using var sut = Open();
        for (var day = 0; day < 40; day++)
        {
            sut.Add(Record(day));
            _time.Advance(TimeSpan.FromDays(1));
        }

        Directory.GetFiles(_folder).Length.ShouldBe(ConnectionLog.KeptDays + 1);
        File.Exists(Path.Combine(_folder, "1970-01-09.jsonl")).ShouldBeFalse();
        File.Exists(Path.Combine(_folder, "1970-01-10.jsonl")).ShouldBeTrue();
    }

    [Fact]
    public void Tidy_NobodyComesAnyMore_FilesGoAfterThirtyDays()
    {
        using var sut = Open();
        sut.Add(Record(1));
        var file = Path.Combine(_folder, "1970-01-01.jsonl");
        File.WriteAllText(Path.Combine(_folder, "notes.jsonl"), "mine\n");

        for (var day = 0; day < ConnectionLog.KeptDays; day++) _time.Advance(TimeSpan.FromDays(1));
        File.Exists(file).ShouldBeTrue();

        _time.Advance(TimeSpan.FromDays(1));
        _time.Advance(TimeSpan.FromMinutes(1));
        File.Exists(file).ShouldBeFalse();
        File.Exists(Path.Combine(_folder, "notes.jsonl")).ShouldBeTrue();
    }

    [Fact]
    public void Days_NobodyCameForAMonth_OldOnesAreNotShown()
    {
        using (var before = Open()) before.Add(Record(1));
        _time.Advance(TimeSpan.FromDays(30));
        using (var last = Open()) last.Recent.Count.ShouldBe(1);

        _time.Advance(TimeSpan.FromDays(1));

        using var sut = Open();
        sut.Recent.ShouldBeEmpty();
        sut.Days.ShouldBeEmpty();
        sut.OpenDay(new DateOnly(1970, 1, 1)).ShouldBeNull();
    }

    [Fact]
    public void Days_AFileOfTheLastDayThereIs_IsNoObstacle()
    {
        File.WriteAllText(Path.Combine(_folder, "9999-12-31.jsonl"), "");
        using var sut = Open();
        sut.Add(Record(1));

        // The tidying runs on a timer: what it throws would end the agent.
        _time.Advance(TimeSpan.FromMinutes(2));

        sut.Days.ShouldBe([DateOnly.MaxValue, new DateOnly(1970, 1, 1)]);
        sut.OpenDay(DateOnly.MaxValue).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void Dispose_TheDiskIsFull_EndsInOrder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a device that is always full.");
        var sut = Open();

        // Read before the device stands there: it never ends.
        sut.Recent.ShouldBeEmpty();
        File.CreateSymbolicLink(Path.Combine(_folder, "1970-01-01.jsonl"), "/dev/full");
        sut.Add(Record(1));

        Should.NotThrow(sut.Dispose);
    }

    [Fact]
    public void Add_AFlood_KeepsTheNewestInMemoryAndTheDiskBounded()
    {
        using var sut = Open();
        for (var number = 0; number < 150_000; number++) sut.Add(Record(number));

        sut.Recent.Count.ShouldBe(200);
        sut.Recent[0].ShouldBe(Record(149_999));
        new FileInfo(Path.Combine(_folder, "1970-01-01.jsonl")).Length.ShouldBeLessThan(17 * 1024 * 1024);
    }

    [Fact]
    public void Recent_AfterARestart_HoldsThoseOfEarlierRuns()
    {
        using (var before = Open())
        {
            before.Add(Record(1));
            _time.Advance(TimeSpan.FromDays(1));
            before.Add(Record(2));
        }

        // As a power failure leaves it.
        File.AppendAllText(Path.Combine(_folder, "1970-01-02.jsonl"), "{\"forward\":\"door/r");
        File.WriteAllText(Path.Combine(_folder, "notes.jsonl"), "mine\n");

        using var sut = Open();

        sut.Recent.ShouldBe([Record(2), Record(1)]);
        sut.Days.ShouldBe([new DateOnly(1970, 1, 2), new DateOnly(1970, 1, 1)]);
        sut.Add(Record(3));
        sut.Recent.ShouldBe([Record(3), Record(2), Record(1)]);
    }

    [Fact]
    public void Add_AfterACutLine_BeginsALineOfItsOwn()
    {
        File.WriteAllText(Path.Combine(_folder, "1970-01-01.jsonl"), "{\"forward\":\"door/r");

        using (var sut = Open()) sut.Add(Record(1));

        using var next = Open();
        next.Recent.ShouldBe([Record(1)]);
    }

    [Fact]
    public void Recent_MoreThanItHolds_AreTheNewest()
    {
        using (var before = Open())
        {
            for (var number = 0; number < 150; number++) before.Add(Record(number));
            _time.Advance(TimeSpan.FromDays(1));
            for (var number = 150; number < 300; number++) before.Add(Record(number));
        }

        using var sut = Open();

        sut.Recent.ShouldBe(Enumerable.Range(100, 200).Reverse().Select(Record));
    }

    [Fact]
    public void Add_FolderCannotBeMade_GoesOn()
    {
        var file = Path.Combine(_folder, "in-the-way");
        File.WriteAllText(file, "");
        using var sut = new ConnectionLog(file, _time, NullLogger<ConnectionLog>.Instance);

        sut.Add(Record(1));
        sut.Add(Record(2));

        sut.Recent.Count.ShouldBe(2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ConnectionLog Open() => new(_folder, _time, NullLogger<ConnectionLog>.Instance);

    private static ConnectionRecord Record(int number) => new()
    {
        Forward = "door/rtsp",
        Source = "203.0.113.7:50000",
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 12.5,
        BytesIn = number,
        BytesOut = 5_000_000,
        End = RelayEnd.IdleTimeout,
    };
}
