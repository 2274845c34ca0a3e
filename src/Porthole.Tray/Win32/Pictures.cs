using System.Runtime.InteropServices;
using Porthole.Tray.Drawing;

namespace Porthole.Tray.Win32;

/// <summary>Makes Windows icons and bitmaps of drawn pictures.</summary>
internal static unsafe class Pictures
{
    /// <summary>An HICON, to be destroyed with <see cref="User32.DestroyIcon"/>; 0 when Windows has no more.</summary>
    public static nint Icon(Canvas canvas)
    {
        var colours = Bitmap(canvas, isPremultiplied: false);

        // With an alpha channel the mask is not looked at, but must be there: rows of bits, padded to 16.
        var maskBits = new byte[(canvas.Size + 15) / 16 * 2 * canvas.Size];
        nint mask;
        fixed (byte* bits = maskBits) mask = Gdi32.CreateBitmap(canvas.Size, canvas.Size, 1, 1, bits);

        var info = new IconInfo { IsIcon = 1, Mask = mask, Colours = colours };
        var icon = colours == 0 || mask == 0 ? 0 : User32.CreateIconIndirect(&info);
        Gdi32.DeleteObject(mask);
        Gdi32.DeleteObject(colours);
        return icon;
    }

    /// <summary>An HBITMAP for a menu, to be deleted with <see cref="Gdi32.DeleteObject"/>; 0 when Windows has no more.</summary>
    public static nint MenuBitmap(Canvas canvas) => Bitmap(canvas, isPremultiplied: true);

    private static nint Bitmap(Canvas canvas, bool isPremultiplied)
    {
        // A negative height: the first row is the top one.
        var header = new BitmapHeader { Size = (uint)sizeof(BitmapHeader), Width = canvas.Size, Height = -canvas.Size, Planes = 1, BitsPerPixel = 32 };
        void* bits;
        var bitmap = Gdi32.CreateDIBSection(0, &header, 0, &bits, 0, 0);
        if (bitmap == 0) return 0;
        var pixels = canvas.ToBgra(isPremultiplied);
        Marshal.Copy(pixels, 0, (nint)bits, pixels.Length);
        return bitmap;
    }
}
