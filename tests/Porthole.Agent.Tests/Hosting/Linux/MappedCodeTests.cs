using Porthole.Agent.Hosting.Linux;

namespace Porthole.Agent.Tests.Hosting.Linux;

/// <summary>Which memory is code that can be dropped, and above all which is not.</summary>
public sealed class MappedCodeTests
{
    private const string Library = "7f0a5c000000-7f0a5c400000 r-xp 00026000 08:01 1835                       /opt/porthole/libcoreclr.so";

    [Fact]
    public void Unwritten_CodeOfAFile_IsGivenWithStartAndLength() =>
        Read(Library, "Rss:                4000 kB", "Anonymous:             0 kB", "VmFlags: rd ex mr mw me").ShouldBe([(unchecked((nuint)0x7f0a5c000000), (nuint)0x400000)]);

    [Theory]
    [InlineData("7f0a5c000000-7f0a5c400000 r-xp 00026000 08:01 1835                       /opt/porthole/libcoreclr.so", "Anonymous:             4 kB")]
    [InlineData("7f0a5c000000-7f0a5c400000 r--p 00026000 08:01 1835                       /opt/porthole/libcoreclr.so", "Anonymous:             0 kB")]
    [InlineData("7f0a5c000000-7f0a5c400000 rw-p 00026000 08:01 1835                       /opt/porthole/libcoreclr.so", "Anonymous:             0 kB")]
    [InlineData("7f0a5c000000-7f0a5c400000 rwxp 00026000 08:01 1835                       /opt/porthole/libcoreclr.so", "Anonymous:             0 kB")]
    [InlineData("7f0a5c000000-7f0a5c400000 r-xs 00026000 00:01 1835                       /memfd:doublemapper (deleted)", "Anonymous:             0 kB")]
    [InlineData("7f0a5c000000-7f0a5c400000 r-xp 00000000 00:00 0                          [vdso]", "Anonymous:             0 kB")]
    [InlineData("7f0a5c000000-7f0a5c400000 r-xp 00000000 00:00 0 ", "Anonymous:             0 kB")]
    [InlineData("7f0a5c400000-7f0a5c000000 r-xp 00026000 08:01 1835                       /opt/porthole/libcoreclr.so", "Anonymous:             0 kB")]
    [InlineData("7f0a5c000000 r-xp 00026000 08:01 1835                       /opt/porthole/libcoreclr.so", "Anonymous:             0 kB")]
    [InlineData("zzzz-7f0a5c000000 r-xp 00026000 08:01 1835                       /opt/porthole/libcoreclr.so", "Anonymous:             0 kB")]
    [InlineData("", "Anonymous:             0 kB")]
    public void Unwritten_WrittenOrNoCodeOfAFileOrDamaged_IsLeftAlone(string header, string anonymous) =>
        Read(header, "Rss:                4000 kB", anonymous).ShouldBeEmpty();

    [Fact]
    public void Unwritten_NothingSaidOfAnonymousPages_IsLeftAlone() =>
        Read(Library, "Rss:                4000 kB", "7f0a5d000000-7f0a5d400000 rw-p 00000000 00:00 0 ", "Anonymous:             0 kB").ShouldBeEmpty();

    [Fact]
    public void Release_ThisVeryProcess_HoldsLessAndRunsOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of files is given back on Linux only.");
        if (!OperatingSystem.IsLinux()) return;
        SpentCode.Release();

        // What was dropped is still there to run: the framework's code as well as our own.
        Enumerable.Range(0, 1000).OrderByDescending(number => number).Select(number => number.ToString("x8")).Distinct().Count().ShouldBe(1000);
        Read([.. File.ReadLines("/proc/self/smaps")]).ShouldNotBeEmpty();
    }

    private static (nuint Start, nuint Length)[] Read(params string[] smaps) => [.. MappedCode.Unwritten(smaps)];
}
