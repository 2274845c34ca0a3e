using System.Runtime.InteropServices;

namespace Porthole.Tray.Win32;

/// <summary>The functions of gdi32.dll that the tray calls.</summary>
internal static unsafe partial class Gdi32
{
    private const string Library = "gdi32.dll";

    [LibraryImport(Library)]
    public static partial nint CreateDIBSection(nint deviceContext, BitmapHeader* header, uint usage, void** bits, nint section, uint offset);

    [LibraryImport(Library)]
    public static partial nint CreateBitmap(int width, int height, uint planes, uint bitsPerPixel, byte* bits);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool DeleteObject(nint item);
}

/// <summary>BITMAPINFOHEADER.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BitmapHeader
{
    public uint Size;
    public int Width;
    public int Height;
    public ushort Planes;
    public ushort BitsPerPixel;
    public uint Compression;
    public uint ImageSize;
    public int PixelsPerMetreX;
    public int PixelsPerMetreY;
    public uint ColoursUsed;
    public uint ColoursImportant;
}
