using System.Text.Json;
using Microsoft.Extensions.Logging;
using Porthole.Agent.Logging;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Logging;

public sealed class LogFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Dispose_AfterBlocksAndExceptions_FilesHoldEveryEntryWhole()
    {
        Write(
            logger => logger.LogWarning(new EventId(2000), "PH202 The router\n  What was seen:\n    nothing"),
            logger => logger.LogError(new EventId(1030), new InvalidOperationException("broken"), "A defect"),
            logger => logger.LogInformation("quiet"));

        var entries = Reader.Last(10, LogEntryLevel.Debug);

        entries.Select(entry => (entry.Level, entry.Event)).ShouldBe([(LogEntryLevel.Warning, 2000), (LogEntryLevel.Error, 1030), (LogEntryLevel.Information, 0)]);
        entries[0].Message.ShouldBe("PH202 The router\n  What was seen:\n    nothing");
        entries[1].Message.ShouldContain("InvalidOperationException: broken");
    }

    [Fact]
    public void Begin_NotYetCalled_NothingIsOnTheDiskAndNothingIsLost()
    {
        using (var files = new LogFiles(_folder.State.LogFolder, TimeProvider.System))
        {
            files.CreateLogger("test").LogInformation("early");
            Directory.Exists(_folder.State.LogFolder).ShouldBeFalse();
        }

        Reader.Last(10, LogEntryLevel.Information).Single().Message.ShouldBe("early");
    }

    [Fact]
    public void AddLogFiles_TheLoggingEnds_WhatWaitedIsWritten()
    {
        using (var logs = LoggerFactory.Create(logging => logging.AddLogFiles(new LogFiles(_folder.State.LogFolder, TimeProvider.System))))
            logs.CreateLogger("test").LogInformation("goodbye");

        Reader.Last(10, LogEntryLevel.Information).Single().Message.ShouldBe("goodbye");
    }

    [Fact]
    public void Last_LevelAndCount_AreObeyed()
    {
        Write([.. Enumerable.Range(0, 20).Select(index => (Action<ILogger>)(logger => Say(logger, $"{index}", index % 2 == 0 ? LogLevel.Warning : LogLevel.Information)))]);

        Reader.Last(3, LogEntryLevel.Warning).Select(entry => entry.Message).ShouldBe(["14", "16", "18"]);
    }

    [Fact]
    public void Write_MoreThanAFileTakes_GoesOnInTheNextAndIsReadInOrder()
    {
        var line = new string('x', 100_000);
        Write([.. Enumerable.Range(0, 120).Select(index => (Action<ILogger>)(logger => Say(logger, $"{index} {line}")))]);

        Reader.Files.Length.ShouldBe(2);
        Reader.Last(200, LogEntryLevel.Information).Select(entry => int.Parse(entry.Message.Split(' ')[0])).ShouldBe(Enumerable.Range(0, 120));
    }

    [Fact]
    public void Write_Secrets_AreNotKept()
    {
        Write(logger => Say(logger, "rtsp://admin:hunter2@192.168.1.20/1 and Bearer abcdefgh12345678"));

        File.ReadAllText(Reader.Files[0]).ShouldSatisfyAllConditions(
            text => text.ShouldNotContain("hunter2"),
            text => text.ShouldNotContain("admin"),
            text => text.ShouldNotContain("abcdefgh12345678"));
    }

    [Fact]
    public void Write_MessageThatImitatesAnEntry_StaysOne()
    {
        Write(logger => Say(logger, "one\n2026-11-21 05:36:00.000 +00:00 ERR 0001 forged"));

        Reader.Last(10, LogEntryLevel.Debug).Single().Message.ShouldContain("forged");
    }

    [Fact]
    public void Dispose_FolderCannotBeMade_EndsAllTheSame()
    {
        File.WriteAllText(_folder.State.LogFolder, "in the way");

        Should.NotThrow(() => Write(logger => logger.LogInformation("nobody keeps this")));
    }

    [Fact]
    public void Dispose_DiskIsFull_EndsAllTheSame()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        Directory.CreateDirectory(_folder.State.LogFolder);

        // Midnight may come in between.
        foreach (var day in new[] { DateTime.Now, DateTime.Now.AddDays(1) }) File.CreateSymbolicLink(Path.Combine(_folder.State.LogFolder, $"porthole-{day:yyyyMMdd}.log"), "/dev/full");

        Should.NotThrow(() => Write(logger => logger.LogInformation("one")));
    }

    [Fact]
    public async Task FollowAsync_WrittenLater_ComesOnce()
    {
        Write(logger => logger.LogInformation("old"));
        var follower = new LogFollower(Reader, TimeProvider.System);
        Write(logger => logger.LogInformation("new"), logger => logger.LogInformation("newer"));
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        List<string> seen = [];

        await foreach (var entry in follower.FollowAsync(bound.Token))
        {
            seen.Add(entry.Message);
            if (seen.Count == 2) break;
        }

        seen.ShouldBe(["new", "newer"]);
    }

    [Fact]
    public async Task ApiLog_LevelAndLines_AnswersEntries()
    {
        await using var bench = await ApiBench.StartAsync();
        using (var files = new LogFiles(bench.Folder.LogFolder, TimeProvider.System))
        {
            files.CreateLogger("test").LogInformation("one");
            files.CreateLogger("test").LogWarning(new EventId(2000), "two");
        }

        using var all = JsonDocument.Parse(await bench.Stranger.GetStringAsync("api/log"));
        using var worse = JsonDocument.Parse(await bench.Stranger.GetStringAsync("api/log?level=warning&lines=5"));
        var unknown = await bench.Stranger.GetAsync("api/log?level=loud");

        all.RootElement.GetProperty("entries").GetArrayLength().ShouldBe(2);
        worse.RootElement.GetProperty("entries")[0].GetProperty("message").GetString().ShouldBe("two");
        worse.RootElement.GetProperty("entries")[0].GetProperty("level").GetString().ShouldBe("warning");
        ((int)unknown.StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task ApiLog_NothingWrittenSince_IsNotReadAgain()
    {
        await using var bench = await ApiBench.StartAsync();
        Tell("one");
        using var first = await bench.Stranger.GetAsync("api/log");
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/log");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var same = await bench.Stranger.SendAsync(request);
        using var other = new HttpRequestMessage(HttpMethod.Get, "api/log?level=error");
        other.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var worse = await bench.Stranger.SendAsync(other);

        Tell("two");
        using var again = new HttpRequestMessage(HttpMethod.Get, "api/log");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var more = await bench.Stranger.SendAsync(again);

        new[] { (int)first.StatusCode, (int)same.StatusCode, (int)worse.StatusCode, (int)more.StatusCode }.ShouldBe([200, 304, 200, 200]);
        (await more.Content.ReadAsStringAsync()).ShouldContain("two");

        void Tell(string text)
        {
            using var files = new LogFiles(bench.Folder.LogFolder, TimeProvider.System);
            Say(files.CreateLogger("test"), text);
        }
    }

    private LogReader Reader => new(_folder.State.LogFolder);

    private static void Say(ILogger logger, string text, LogLevel level = LogLevel.Information) => logger.Log(level, default, text, exception: null, (state, _) => state);

    private void Write(params Action<ILogger>[] lines)
    {
        using var files = new LogFiles(_folder.State.LogFolder, TimeProvider.System);
        var logger = files.CreateLogger("test");
        foreach (var line in lines) line(logger);
    }
}
